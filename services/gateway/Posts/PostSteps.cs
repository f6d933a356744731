using Engram.Gateway.Storage;

namespace Engram.Gateway.Posts;

/// <summary>Applies each message to the post that it is about, while the rows of these posts are locked. Messages about a deleted post are
/// dropped.</summary>
public sealed class PostSteps(GatewayDb db, AuthorEvents authors, StepContextFactory stepContexts, GatewayMetrics metrics)
{
    public async Task ApplyAsync<TMessage>(
        IReadOnlyList<TMessage> messages, Func<TMessage, Guid> postOf, Action<Post, TMessage, StepContext> step,
        CancellationToken cancellationToken)
    {
        var posts = await db.LockPostsAsync([.. messages.Select(postOf).Distinct()], cancellationToken);
        if (posts.Count == 0)
            return;
        var stepContext = await stepContexts.NowOfPostAsync(cancellationToken);
        var finished = new List<Post>();
        foreach (var message in messages)
        {
            if (!posts.TryGetValue(postOf(message), out var post))
                continue;
            var wasFinished = post.IsFinished;
            step(post, message, stepContext);
            if (post.IsFinished && !wasFinished)
                finished.Add(post);
        }

        await authors.AddAsync(finished, cancellationToken);
        foreach (var post in finished)
            metrics.PostFinished(post);
    }
}
