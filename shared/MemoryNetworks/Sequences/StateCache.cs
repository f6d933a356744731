using System.Runtime.InteropServices;

namespace Engram.MemoryNetworks.Sequences;

/// <summary>States of one model version by the items that led to them, so that one more item costs one step. A state depends on nothing but
/// these items, so a lost one is computed again and none can be stale. It holds no subject. Thread-safe.</summary>
/// <param name="maxStates">Maximum number of states; the one that was not used for longest goes first.</param>
/// <param name="maxAge">How long an unused state is kept.</param>
/// <param name="time">Tells the time.</param>
public sealed class StateCache(int maxStates, TimeSpan maxAge, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Items, LinkedListNode<Kept>> _states = [];
    private readonly LinkedList<Kept> _byUse = new(); // the last used first

    public int Count
    {
        get
        {
            lock (_lock)
                return _states.Count;
        }
    }

    /// <summary>Finds the state after the most of the first items.</summary>
    /// <param name="items">Numbers of the items, oldest first.</param>
    /// <returns>The state, and after how many items it is; null if none is known.</returns>
    public (SubjectState State, int Read)? Find(int[] items)
    {
        lock (_lock)
        {
            Expire();
            for (var read = items.Length; read > 0; read--)
            {
                if (_states.TryGetValue(new Items(items, read), out var found))
                {
                    Use(found);
                    return (found.Value.State, read);
                }
            }

            return null;
        }
    }

    /// <summary>Keeps the state after these items.</summary>
    public void Keep(int[] items, SubjectState state)
    {
        lock (_lock)
        {
            var key = new Items(items, items.Length);
            if (_states.TryGetValue(key, out var known))
            {
                Use(known);
                return;
            }

            if (_states.Count == maxStates)
                Remove(_byUse.Last!);
            _states[key] = _byUse.AddFirst(new Kept(key, state) { UsedAt = time.GetTimestamp() });
        }
    }

    private void Use(LinkedListNode<Kept> node)
    {
        node.Value.UsedAt = time.GetTimestamp();
        _byUse.Remove(node);
        _byUse.AddFirst(node);
    }

    private void Expire()
    {
        while (_byUse.Last is { } oldest && time.GetElapsedTime(oldest.Value.UsedAt) > maxAge)
            Remove(oldest);
    }

    private void Remove(LinkedListNode<Kept> node)
    {
        _states.Remove(node.Value.Key);
        _byUse.Remove(node);
    }

    private sealed record Kept(Items Key, SubjectState State)
    {
        public long UsedAt { get; set; }
    }

    // Compared item by item: two histories never share a state by accident.
    private readonly struct Items(int[] items, int count) : IEquatable<Items>
    {
        private ReadOnlySpan<int> Read => items.AsSpan(0, count);

        public bool Equals(Items other) => Read.SequenceEqual(other.Read);

        public override bool Equals(object? obj) => obj is Items other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(Read));
            return hash.ToHashCode();
        }
    }
}
