using System.Globalization;

namespace Engram.Benchmarks;

/// <summary>Start of a replica: loads a whole set from PostgreSQL into the index. Limit: only receiving the same rows.</summary>
internal sealed class MemoryStartBench(MemoryScale scale) : IStageBench
{
    private readonly byte[] _buffer = new byte[1 << 18];
    private readonly List<double> _perProcessorSecond = [];
    private double _bytesPerMemory;

    public string Stage => "memory-start";

    public string Unit => "memories";

    public string Limit => "COPY alone";

    public string Note => string.Create(
        CultureInfo.InvariantCulture,
        $"{scale.Memories:N0} memories; {_perProcessorSecond.Order().ElementAt(_perProcessorSecond.Count / 2):N0} memories a second of "
            + $"our processor time; the index takes {_bytesPerMemory:0.0} bytes a memory beyond its text");

    public async Task<string?> PrepareAsync()
    {
        await scale.PrepareAsync();
        return null;
    }

    public async Task<int> RunOursAsync()
    {
        var before = Environment.CpuUsage.TotalTime;
        var index = await scale.LoadAsync();
        _perProcessorSecond.Add(index.Memories / (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        _bytesPerMemory = (double)(index.Bytes - index.TextBytes) / index.Memories;
        return (int)index.Memories;
    }

    public async Task<int> RunLimitAsync()
    {
        await using var connection = await scale.Database.OpenConnectionAsync();
        await using var stream = await connection.BeginRawBinaryCopyAsync(scale.CopyOfSet);
        while (await stream.ReadAsync(_buffer, default) > 0)
        {
        }

        return scale.Memories;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
