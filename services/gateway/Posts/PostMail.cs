using Engram.Gateway.Storage;

namespace Engram.Gateway.Posts;

/// <summary>Delivers a message to the post it is about: one step of the post's life, its row held. A deleted post's mail is
/// dropped.</summary>
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
