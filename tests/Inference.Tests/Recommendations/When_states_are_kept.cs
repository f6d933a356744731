using Engram.MemoryNetworks.Sequences;

namespace Engram.Inference.Tests.Recommendations;

public sealed class When_states_are_kept : IDisposable
{
    private const int Longest = 120; // more than the model replays

    private readonly SequenceSession _session = StarterRecommender.Open();
    private readonly SettableTime _time = new();

    [Fact]
    public void Should_read_every_history_as_a_replay_does()
    {
        var states = new StateCache(maxStates: 10, TimeSpan.FromHours(1), _time);

        for (var count = 1; count <= Longest; count++)
        {
            var history = StarterRecommender.Items.Take(count).ToList();
            Assert.Equal(
                _session.Recommend(history, max: 5, excludeSeen: true).Told(),
                _session.Recommend(history, max: 5, excludeSeen: true, states).Told());
        }

        Assert.Equal(10, states.Count);
    }

    [Fact]
    public void Should_go_on_from_the_state_of_the_longest_part_that_is_known()
    {
        var states = new StateCache(maxStates: 10, TimeSpan.FromHours(1), _time);
        int[] read = [3, 1, 4];
        var known = read.Aggregate(_session.Begin(), _session.Step);
        states.Keep([3, 1], _session.Begin());
        states.Keep(read, known);

        Assert.Equal((known, 3), states.Find([3, 1, 4, 1, 5]));
        Assert.Equal(2, states.Find([3, 1, 9])?.Read);
        Assert.Null(states.Find([1, 3]));
    }

    [Fact]
    public void Should_forget_those_that_were_not_used_for_longest_and_those_that_are_too_old()
    {
        var states = new StateCache(maxStates: 2, TimeSpan.FromMinutes(1), _time);
        states.Keep([1], _session.Begin());
        states.Keep([2], _session.Begin());
        Assert.NotNull(states.Find([1]));
        states.Keep([3], _session.Begin());

        Assert.Null(states.Find([2]));
        _time.Pass(TimeSpan.FromSeconds(40));
        Assert.NotNull(states.Find([1]));
        _time.Pass(TimeSpan.FromSeconds(40));
        Assert.Null(states.Find([3]));
        Assert.NotNull(states.Find([1]));
        Assert.Equal(1, states.Count);
    }

    [Fact]
    public void Should_also_rank_items_that_nobody_met_in_training()
    {
        var met = StarterRecommender.Items.ToHashSet();

        var ranked = _session.Recommend([StarterRecommender.Items[0]], max: 10_000, excludeSeen: true).Items;

        var cold = ranked.Where(item => !met.Contains(item.Item)).ToList();
        Assert.True(cold.Count > 1000, $"{cold.Count} of {ranked.Count}");
        Assert.Contains(cold, item => item.Score > ranked[ranked.Count / 2].Score);
        Assert.Equal(ranked.OrderByDescending(item => item.Score).Select(item => item.Item), ranked.Select(item => item.Item));
        Assert.Equal(1, ranked.Sum(item => item.Score), tolerance: 1e-4);
    }

    public void Dispose() => _session.Dispose();

    private sealed class SettableTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan by) => _now += by.Ticks;
    }
}
