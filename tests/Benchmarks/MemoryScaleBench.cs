using System.Diagnostics;
using System.Globalization;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Npgsql;

namespace Engram.Benchmarks;

/// <summary>Questions to an index of many memories; returns the best 128. Limit: a search engine with the same memories and words, which
/// returns any 128 or its own best 128.</summary>
internal abstract class MemoryScaleBench(MemoryScale scale) : IStageBench
{
    private const int Recalled = 128;
    private const int Asked = 1_000;

    private readonly List<double> _wall = []; // microseconds per question
    private readonly List<double> _core = [];
    private IReadOnlyList<string[]> _questions = [];
    private string[] _texts = [];
    private KeyHashIndex _index = KeyHashIndex.Empty(MemoryScale.FrequencyCutoff);
    private long _candidates;

    public abstract string Stage { get; }

    public string Unit => "questions";

    public abstract string Limit { get; }

    public string Note
    {
        get
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{scale.Memories:N0} memories, {(double)_candidates / _core.Count:N0} candidates a question; on one core p50 "
                    + $"{Quantile(_core, 50):0} µs, p99 {Quantile(_core, 99):0} µs; by the wall p50 {Quantile(_wall, 50):0} µs, p99 "
                    + $"{Quantile(_wall, 99):0} µs");
        }
    }

    public async Task<string?> PrepareAsync()
    {
        await scale.PrepareAsync();
        _index = await scale.IndexAsync();
        _questions = await scale.QuestionsAsync(Asked);
        _texts = [.. _questions.Select(words => string.Join(' ', words))];
        // Warm up, until the JIT has compiled the final code.
        for (var round = 0; round < 5; round++)
            await RunOursAsync();
        _candidates = 0;
        _core.Clear();
        _wall.Clear();
        return await PreparePeerAsync(scale, _questions);
    }

    public Task<int> RunOursAsync()
    {
        foreach (var question in _texts)
        {
            var (wall, core) = (Stopwatch.GetTimestamp(), ProcessorTime.OfThread());
            var found = _index.Recall(question, Recalled);
            _core.Add((ProcessorTime.OfThread() - core).TotalMicroseconds);
            _wall.Add(Stopwatch.GetElapsedTime(wall).TotalMicroseconds);
            _candidates += found.Candidates;
            if (found.Memories.Count == 0)
                throw new InvalidOperationException($"The question '{question}' recalled nothing.");
        }

        return Task.FromResult(_texts.Length);
    }

    public abstract Task<int> RunLimitAsync();

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static double Quantile(List<double> values, int percent) => values.Order().ElementAt(values.Count * percent / 100);

    /// <summary>Loads the memories into the engine. Returns null, or the reason why this machine can't run it.</summary>
    protected abstract Task<string?> PreparePeerAsync(MemoryScale scale, IReadOnlyList<string[]> questions);

    /// <summary>A GIN index over the words of the keys. Returns any 128 memories whose key has one of the words.</summary>
    internal sealed class BesideGin(MemoryScale scale) : MemoryScaleBench(scale)
    {
        private const int AskedOfPeer = 50;

        private readonly MemoryScale _scale = scale;

        public override string Stage => "memory-scale-gin";

        public override string Limit => "PostgreSQL GIN, any 128";

        public override async Task<int> RunLimitAsync()
        {
            await using var connection = await _scale.Database.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(
                $"select id, key, value from memory.memories where string_to_array(key, ' ') && $1 limit {Recalled}", connection);
            command.CommandTimeout = 0;
            var parameter = new NpgsqlParameter<string[]> { TypedValue = [] };
            command.Parameters.Add(parameter);
            foreach (var words in _questions.Take(AskedOfPeer))
            {
                parameter.TypedValue = words;
                await using var reader = await command.ExecuteReaderAsync();
                var found = 0;
                while (await reader.ReadAsync())
                    found += reader.GetString(1).Length + reader.GetString(2).Length;
                if (found == 0)
                    throw new InvalidOperationException($"GIN found nothing for '{string.Join(' ', words)}'.");
            }

            return Math.Min(AskedOfPeer, _questions.Count);
        }

        protected override async Task<string?> PreparePeerAsync(MemoryScale scale, IReadOnlyList<string[]> questions)
        {
            await scale.ExecuteAsync("set maintenance_work_mem = '1GB'; create index if not exists memories_words on memory.memories "
                + "using gin (string_to_array(key, ' '))");
            // Without statistics on the words the planner may read the whole table.
            await scale.ExecuteAsync("analyze memory.memories");
            return null;
        }
    }

    /// <summary>Xapian with its own weights (BM25). Returns its best 128.</summary>
    internal sealed class BesideXapian(MemoryScale scale) : MemoryScaleBench(scale)
    {
        private PythonPeer? _peer;

        public override string Stage => "memory-scale-xapian";

        public override string Limit => "Xapian, its best 128";

        public override async Task<int> RunLimitAsync() => (await _peer!.RunAsync("ask")).GetProperty("asked").GetInt32();

        public override ValueTask DisposeAsync()
        {
            _peer?.Dispose();
            return base.DisposeAsync();
        }

        protected override async Task<string?> PreparePeerAsync(MemoryScale scale, IReadOnlyList<string[]> questions)
        {
            var input = questions.Select(words => (object)new { ask = words })
                .Concat(ZipfMemories.From(0, scale.Memories).Select(memory => (object)new { key = memory.Key, value = memory.Value }));
            (_peer, var reason) = await PythonPeer.StartAsync("memories.py", "python3-xapian", input, path => [path, $"{Recalled}"]);
            return reason;
        }
    }
}
