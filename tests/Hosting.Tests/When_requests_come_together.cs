using Engram.Hosting;

namespace Engram.Hosting.Tests;

public sealed class When_requests_come_together
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _groups = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_share_a_group_when_they_come_while_another_is_handled()
    {
        var coalescer = Coalesce(number => number);

        var first = await BeginAsync(coalescer);
        var others = Enumerable.Range(1, 7).Select(number => coalescer.HandleAsync(number, Cancellation)).ToArray();
        _gate.SetResult();

        Assert.Equal(0, await first[0]);
        Assert.Equal((int[])[1, 2, 3, 4, 5, 6, 7], await Task.WhenAll(others));
        Assert.Equal([1, 5, 2], _groups);
    }

    [Fact]
    public async Task Should_all_fail_when_their_group_does_and_harm_no_later_one()
    {
        var coalescer = Coalesce(number => number == 2 ? throw new InvalidOperationException("told to fail") : number);

        var first = await BeginAsync(coalescer);
        Task<int>[] others = [coalescer.HandleAsync(1, Cancellation), coalescer.HandleAsync(2, Cancellation)];
        _gate.SetResult();

        Assert.Equal(0, await first[0]);
        foreach (var other in others)
            await Assert.ThrowsAsync<InvalidOperationException>(() => other);
        Assert.Equal(3, await coalescer.HandleAsync(3, Cancellation));
    }

    [Fact]
    public async Task Should_not_be_handled_once_canceled()
    {
        var coalescer = Coalesce(number => number);
        using var gone = new CancellationTokenSource();

        var first = await BeginAsync(coalescer);
        var canceled = coalescer.HandleAsync(1, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        var last = coalescer.HandleAsync(2, Cancellation);
        _gate.SetResult();

        Assert.Equal((int[])[0, 2], await Task.WhenAll(first[0], last));
        Assert.Equal([1, 1], _groups);
    }

    /// <summary>Sends the first request, and waits until it is being handled.</summary>
    private async Task<Task<int>[]> BeginAsync(Coalescer<int, int> coalescer)
    {
        Task<int>[] first = [coalescer.HandleAsync(0, Cancellation)];
        await _begun.Task;
        return first;
    }

    /// <summary>Groups of up to five, one at a time. The first waits for the gate.</summary>
    private Coalescer<int, int> Coalesce(Func<int, int> handle) => new(
        async numbers =>
        {
            _groups.Add(numbers.Count);
            _begun.TrySetResult();
            await _gate.Task;
            return [.. numbers.Select(handle)];
        },
        maxWeight: 5, maxGroupsAtOnce: 1);
}
