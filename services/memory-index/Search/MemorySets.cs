using System.Collections.Concurrent;
using Engram.MemoryIndex.Storage;
using Engram.MemorySearch.Index;

namespace Engram.MemoryIndex.Search;

/// <summary>The indexes this replica serves from, one per set. Each is replaced as a whole by its next epoch, so a reader sees one epoch to
/// the end. Slow merges and rebuilds run in the background, while questions are answered from the previous index.</summary>
public sealed class MemorySets(MemoryReader reader, TimeProvider time, ILogger<MemorySets> logger) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, KeyHashIndex> _indexes = new();

    // A set is loaded once, not by every waiting caller. Sets share gates at random, by the hash of their id.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    private readonly ConcurrentDictionary<Guid, bool> _tidying = new();
    private readonly CancellationTokenSource _stopping = new();

    private long _caughtUpAt; // 0: never yet

    /// <summary>Whether every set has been loaded once since the start.</summary>
    public bool IsLoaded => Volatile.Read(ref _caughtUpAt) != 0;

    /// <summary>Time since this replica last held everything that was committed; zero before the first time.</summary>
    public TimeSpan Lag => Volatile.Read(ref _caughtUpAt) is var at and not 0 ? time.GetElapsedTime(at) : TimeSpan.Zero;

    public IReadOnlyCollection<KeyHashIndex> Indexes => [.. _indexes.Values];

    public bool TryGet(Guid setId, out KeyHashIndex? index) => _indexes.TryGetValue(setId, out index);

    /// <summary>The set at its newest committed epoch, loaded now if necessary; null if the set is unknown or deleted. Therefore every
    /// later answer of any replica includes what was announced as stored.</summary>
    public async Task<KeyHashIndex?> FindNewestAsync(Guid setId, CancellationToken cancellationToken)
    {
        var head = await reader.FindHeadAsync(setId, cancellationToken);
        if (head is { IsDeleted: false } && _indexes.TryGetValue(setId, out var index) && index.Epoch >= head.Epoch)
            return index;
        return await RefreshAsync(setId, cancellationToken);
    }

    /// <summary>Refreshes one set to its newest committed epoch, or drops it if it is deleted.</summary>
    public async Task<KeyHashIndex?> RefreshAsync(Guid setId, CancellationToken cancellationToken)
    {
        var gate = _gates[(uint)setId.GetHashCode() % _gates.Length];
        await gate.WaitAsync(cancellationToken);
        try
        {
            var newest = await reader.ReadAsync(setId, _indexes.GetValueOrDefault(setId), cancellationToken);
            if (newest is null)
                _indexes.TryRemove(setId, out _);
            else
                _indexes[setId] = newest;
            if (newest is { IsUntidy: true } && _tidying.TryAdd(setId, true))
                _ = Task.Run(() => TidyAsync(setId, newest, _stopping.Token), CancellationToken.None);
            return newest;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Refreshes every set to what is committed now.</summary>
    public async Task RefreshAllAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var heads = await reader.ReadHeadsAsync(cancellationToken);
        foreach (var head in heads)
        {
            if (_indexes.TryGetValue(head.SetId, out var index) && index.Epoch >= head.Epoch)
                continue;
            try
            {
                await RefreshAsync(head.SetId, cancellationToken);
            }
            catch (HashingException e)
            {
                // Requests for this set get the error; other sets are not affected.
                Log.SetNotServed(logger, head.SetId, e.Message);
            }
        }

        foreach (var gone in _indexes.Keys.Except(heads.Select(head => head.SetId)))
            await RefreshAsync(gone, cancellationToken);
        Volatile.Write(ref _caughtUpAt, begun);
    }

    /// <summary>Tidies an index and makes it the newest, including what changed in the meantime.</summary>
    private async Task TidyAsync(Guid setId, KeyHashIndex index, CancellationToken cancellationToken)
    {
        try
        {
            var tidied = index.Tidied();
            var gate = _gates[(uint)setId.GetHashCode() % _gates.Length];
            await gate.WaitAsync(cancellationToken);
            try
            {
                if (await reader.ReadAsync(setId, tidied, cancellationToken) is { } newest && _indexes.ContainsKey(setId))
                    _indexes[setId] = newest;
            }
            finally
            {
                gate.Release();
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The index stays in service as it is; the next change tidies it.
            Log.NotTidied(logger, setId, e);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            _tidying.TryRemove(setId, out _);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        foreach (var gate in _gates)
            gate.Dispose();
    }
}
