using Engram.Inference.Batching;

namespace Engram.Inference.Tests.Batching;

/// <summary>The batcher while the model computes.</summary>
public sealed class When_the_model_is_busy
{
    private static readonly BatchBounds OneAtATime =
        new() { MaxBatchItems = 4, MaxQueueItems = 3, ConcurrentBatches = 1, MaxQueueDelay = TimeSpan.Zero };

    [Fact]
    public async Task Should_put_those_who_waited_into_one_batch()
    {
        await using var fixture = new BatcherFixture(OneAtATime);
        var first = await OccupyAsync(fixture);
        var others = Enumerable.Range(1, 3).Select(id => fixture.Batcher.ComputeAsync(new Parcel(id, 1, 1), CancellationToken.None))
            .ToArray();
        fixture.LetGo();

        var answers = await Task.WhenAll([first, .. others]);
        Assert.Equal([0, 1, 2, 3], answers);
        Assert.Equal([1, 3], fixture.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task Should_let_a_full_queue_hold_its_callers_back()
    {
        await using var fixture = new BatcherFixture(OneAtATime);
        using var measured = new PendingRequests(fixture.Meters);
        var all = new List<Task<int>> { await OccupyAsync(fixture) };
        all.AddRange(Enumerable.Range(1, 9).Select(id => fixture.Batcher.ComputeAsync(new Parcel(id, 1, 1), CancellationToken.None)));

        Assert.DoesNotContain(all, task => task.IsCompleted);
        Assert.Equal(10, measured.Pending);
        fixture.LetGo();
        Assert.Equal(Enumerable.Range(0, 10), await Task.WhenAll(all));
        Assert.Equal(0, measured.Pending);
    }

    [Fact]
    public async Task Should_let_a_waiting_request_go_when_it_is_cancelled_and_not_compute_it()
    {
        await using var fixture = new BatcherFixture(OneAtATime);
        var first = await OccupyAsync(fixture);
        using var cancellation = new CancellationTokenSource();
        var cancelled = fixture.Batcher.ComputeAsync(new Parcel(1, 1, 1), cancellation.Token);
        var kept = fixture.Batcher.ComputeAsync(new Parcel(2, 1, 1), CancellationToken.None);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        fixture.LetGo();

        var answers = await Task.WhenAll(first, kept);
        Assert.Equal([0, 2], answers);
        Assert.DoesNotContain(fixture.Batches, batch => batch.Any(parcel => parcel.Id == 1));
    }

    [Fact]
    public async Task Should_answer_those_it_took_before_it_is_disposed()
    {
        var fixture = new BatcherFixture(OneAtATime);
        var first = await OccupyAsync(fixture);
        var second = fixture.Batcher.ComputeAsync(new Parcel(1, 1, 1), CancellationToken.None);
        await fixture.DisposeAsync();

        var answers = await Task.WhenAll(first, second);
        Assert.Equal([0, 1], answers);
    }

    private static async Task<Task<int>> OccupyAsync(BatcherFixture fixture)
    {
        fixture.Hold();
        var first = fixture.Batcher.ComputeAsync(new Parcel(0, 1, 1), CancellationToken.None);
        while (fixture.Batches.IsEmpty)
            await Task.Yield();
        return first;
    }
}
