using Engram.Gateway.Data;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>Delivers a message to the post it is about: one step of the post's life, its row held. A deleted post's mail is dropped.</summary>
public sealed class PostMail(GatewayDb db, IOptions<GatewayOptions> options, GatewayMetrics metrics, TimeProvider time)
{
    public async Task DeliverAsync(Guid postId, Action<Post, Moment> step, CancellationToken cancellationToken)
    {
        if (await db.LockPostAsync(postId, cancellationToken) is not { } post)
            return;
        var wasFinished = post.IsFinished;
        step(post, new Moment(time.GetUtcNow(), db, options.Value));
        if (post.IsFinished && !wasFinished)
            metrics.PostFinished(post);
    }
}
