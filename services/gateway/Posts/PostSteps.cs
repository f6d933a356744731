using Engram.Gateway.Storage;

namespace Engram.Gateway.Posts;

/// <summary>Applies one step to the post that a message is about, while its row is locked.
/// Messages about a deleted post are dropped.</summary>
public sealed class PostMail(GatewayDb db, StepContextFactory stepContexts, GatewayMetrics metrics)
{
    public async Task DeliverAsync(Guid postId, Action<Post, StepContext> step, CancellationToken cancellationToken)
    {
        if (await db.LockPostAsync(postId, cancellationToken) is not { } post)
            return;
        var wasFinished = post.IsFinished;
        step(post, await stepContexts.NowOfPostAsync(cancellationToken));
        if (post.IsFinished && !wasFinished)
            metrics.PostFinished(post);
    }
}
