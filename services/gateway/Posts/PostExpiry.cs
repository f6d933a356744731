using Engram.ApiContracts.Posts;
using Engram.Gateway.Expiry;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Posts;

/// <summary>Continues posts whose pictures are late, requests late predictions again, and fails posts after the last retry.</summary>
public sealed class PostExpiry(GatewayDb db, StepContextFactory stepContexts, GatewayMetrics metrics, ILogger<PostExpiry> logger)
    : IExpiryHandler, IResume
{
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var stepContext = await stepContexts.NowOfPostAsync(cancellationToken);
        await db.WorkOffAsync(
            () => db.Posts
                .FromSql(
                    $"""
                    select * from gateway.posts where due_at <= {stepContext.Now}
                    order by due_at limit {Batches.Rows} for update skip locked
                    """),
            async posts =>
            {
                var heard = posts.Any(post => post.State == PostState.Reading) ? await ReadersHeardAsync(cancellationToken)
                    : new ReadersHeard(null, null);
                foreach (var post in posts)
                    LookAfter(post, heard, stepContext);
            },
            cancellationToken);
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var stepContext = await stepContexts.NowOfPostAsync(cancellationToken);
        var last = -1L;
        var resumed = await db.WorkOffEachAsync(
            () => db.Posts
                .FromSql(
                    $"""
                    select * from gateway.posts where due_at is not null and position > {last}
                    order by position limit {Batches.Rows} for update
                    """),
            post =>
            {
                post.Resume(stepContext);
                last = post.Position;
            },
            cancellationToken);
        if (resumed > 0)
            Log.Resumed(logger, "posts", resumed);
    }

    private void LookAfter(Post post, ReadersHeard heard, StepContext stepContext)
    {
        var (state, redrives) = (post.State, post.Redrives);
        if (state == PostState.Reading)
            post.PictureIsDue(heard, stepContext);
        else
            post.PredictionIsDue(stepContext);

        if (state == PostState.Reading && post.State != PostState.Reading)
            Log.PictureLate(logger, post.Id, post.ImageFault!.Code);
        if (post.Redrives > redrives)
        {
            Log.SentAgain(logger, "Post", post.Id, post.Redrives);
            metrics.SentAgain("post");
        }

        if (!post.IsFinished)
            return;
        metrics.PostFinished(post);
        if (state == PostState.Predicting)
            Log.GivenUp(logger, "Post", post.Id, post.Redrives);
    }

    private async Task<ReadersHeard> ReadersHeardAsync(CancellationToken cancellationToken) =>
        new(await db.Posts.MaxAsync(post => post.OcrAnsweredAt, cancellationToken),
            await db.Posts.MaxAsync(post => post.FeaturesAnsweredAt, cancellationToken));
}
