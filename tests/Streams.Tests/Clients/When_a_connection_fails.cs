using System.Net;
using Engram.Streams.Clients;

namespace Engram.Streams.Tests.Clients;

/// <summary><see cref="Backoff"/> and <see cref="StallGuard"/>.</summary>
public sealed class When_a_connection_fails
{
    private static readonly TimeSpan Never = TimeSpan.Zero;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(FaultKind.Network, 1, 0.25)]
    [InlineData(FaultKind.Network, 3, 0.75)]
    [InlineData(FaultKind.Network, 1000, 16)]
    [InlineData(FaultKind.Http, 1, 5)]
    [InlineData(FaultKind.Http, 3, 20)]
    [InlineData(FaultKind.Http, 1000, 320)]
    [InlineData(FaultKind.RateLimit, 1, 60)]
    [InlineData(FaultKind.RateLimit, 2, 120)]
    [InlineData(FaultKind.RateLimit, 1000, 1800)]
    public void Should_wait_longer_each_time(object kind, int failures, double seconds)
    {
        var backoff = new Backoff(new ReconnectOptions());
        for (var failure = 1; failure < failures; failure++)
            backoff.Next((FaultKind)kind, Never, null);

        Assert.Equal(TimeSpan.FromSeconds(seconds), backoff.Next((FaultKind)kind, Never, null));
    }

    [Fact]
    public void Should_try_at_once_after_a_connection_that_worked_and_begin_anew()
    {
        var backoff = new Backoff(new ReconnectOptions());
        for (var failure = 0; failure < 5; failure++)
            backoff.Next(FaultKind.Network, Never, null);

        Assert.Equal(TimeSpan.Zero, backoff.Next(FaultKind.Network, Long, null));
        Assert.Equal(TimeSpan.FromSeconds(0.5), backoff.Next(FaultKind.Network, Never, null));
        Assert.Equal(TimeSpan.FromSeconds(5), backoff.Next(FaultKind.Http, Never, null));
    }

    [Fact]
    public void Should_wait_as_long_as_the_server_asks()
    {
        var backoff = new Backoff(new ReconnectOptions());

        Assert.Equal(TimeSpan.FromSeconds(90), backoff.Next(FaultKind.RateLimit, Never, TimeSpan.FromSeconds(90)));
        Assert.Equal(TimeSpan.FromSeconds(120), backoff.Next(FaultKind.RateLimit, Never, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, FaultKind.RateLimit)]
    [InlineData(HttpStatusCode.BadGateway, FaultKind.Http)]
    [InlineData(HttpStatusCode.RequestTimeout, FaultKind.Http)]
    [InlineData(HttpStatusCode.Unauthorized, FaultKind.Refused)]
    [InlineData(HttpStatusCode.Found, FaultKind.Refused)]
    public void Should_tell_faults_apart(HttpStatusCode status, object kind) => Assert.Equal((FaultKind)kind, Backoff.KindOf(status));

    [Fact]
    public async Task Should_wait_for_each_byte_anew()
    {
        var time = new ManualTime();
        var (keepAlive, silence) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        await using var guard = new StallGuard(new Answers(keepAlive, silence), TimeSpan.FromSeconds(25), time);

        var first = guard.ReadAsync(new byte[1], TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(24));
        keepAlive.SetResult(1);
        Assert.Equal(1, await first);

        var second = guard.ReadAsync(new byte[1], TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(24));
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("Nothing came for 25 s.", (await Assert.ThrowsAsync<TimeoutException>(async () => await second)).Message);
    }

    /// <summary>A stream in which each read waits for the next task.</summary>
    private sealed class Answers(params TaskCompletionSource<int>[] reads) : MemoryStream
    {
        private int _reads;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await reads[_reads++].Task.WaitAsync(cancellationToken);
    }

    /// <summary>A clock that moves only by <see cref="Advance"/>.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private readonly List<Timer> _timers = [];
        private TimeSpan _now;

        public void Advance(TimeSpan by)
        {
            _now += by;
            foreach (var timer in _timers.ToArray())
                timer.FireWhenDue(_now);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(() => callback(state), _now + dueTime);
            _timers.Add(timer);
            return timer;
        }

        private sealed class Timer(Action callback, TimeSpan due) : ITimer
        {
            private TimeSpan? _due = due;

            public void FireWhenDue(TimeSpan now)
            {
                if (!(_due <= now))
                    return;
                _due = null;
                callback();
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => false;

            public void Dispose() => _due = null;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
