namespace Engram.Streams.Clients;

/// <summary>A set of the most recently added keys, bounded in size.</summary>
internal sealed class RecentKeys(int most)
{
    private readonly HashSet<string> _keys = [];
    private readonly Queue<string> _order = [];

    /// <summary>Adds a key; false when it is present already.</summary>
    public bool Add(string key)
    {
        if (!_keys.Add(key))
            return false;
        _order.Enqueue(key);
        if (_order.Count > most)
            _keys.Remove(_order.Dequeue());
        return true;
    }
}
