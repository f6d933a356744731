using Engram.Gateway.Data;
using Engram.Gateway.Sweeping;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Posts;

/// <summary>Sends posts on whose pictures are late, asks again for predictions that don't come, and gives up in the end.</summary>
public sealed class PostSweeper(GatewayDb db, Moments moments, GatewayMetrics metrics, ILogger<PostSweeper> logger)
    : ISweep, IResume
{
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var moment = await moments.NowOfPostAsync(cancellationToken);
        await db.WorkOffAsync(
            () => db.Posts
                .FromSql($"select * from gateway.posts where due_at <= {moment.Now} order by due_at limit {Batches.Rows} for update skip locked"),
            async posts =>
            {
                var heard = posts.Any(post => post.State == PostState.Reading) ? await ReadersHeardAsync(cancellationToken) : new ReadersHeard(null, null);
                foreach (var post in posts)
                    LookAfter(post, heard, moment);
            },
            cancellationToken);
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var moment = await moments.NowOfPostAsync(cancellationToken);
        var last = -1L;
        var resumed = await db.WorkOffEachAsync(
            () => db.Posts
                .FromSql($"select * from gateway.posts where due_at is not null and position > {last} order by position limit {Batches.Rows} for update"),
            post =>
            {
                post.Resume(moment);
                last = post.Position;
            },
            cancellationToken);
        if (resumed > 0)
            Log.Resumed(logger, "posts", resumed);
    }

    private void LookAfter(Post post, ReadersHeard heard, Moment moment)
    {
        var (state, redrives) = (post.State, post.Redrives);
        if (state == PostState.Reading)
            post.PictureIsDue(heard, moment);
        else
            post.PredictionIsDue(moment);

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
        new(await db.Posts.MaxAsync(post => post.OcrAnsweredAt, cancellationToken), await db.Posts.MaxAsync(post => post.FeaturesAnsweredAt, cancellationToken));
}
