using Engram.Hosting;

namespace Engram.Gateway.Storage;

/// <summary>Stores and finds items for requests. Those that come at the same time share transactions and queries.</summary>
/// <typeparam name="TIncoming">What a request brings.</typeparam>
/// <typeparam name="TStored">What is stored for it.</typeparam>
internal abstract class CoalescedStore<TIncoming, TStored>
    where TStored : class
{
    // While one is stored, the next grows.
    private const int MaxGroupsAtOnce = 1;

    private readonly IServiceScopeFactory _scopes;
    private readonly Coalescer<TIncoming, TStored?> _new;
    private readonly Coalescer<Guid, TStored?> _known;

    protected CoalescedStore(IServiceScopeFactory scopes, int maxItemsPerTransaction)
    {
        _scopes = scopes;
        _new = new Coalescer<TIncoming, TStored?>(AcceptNewAsync, maxItemsPerTransaction, MaxGroupsAtOnce);
        _known = new Coalescer<Guid, TStored?>(FindAsync, maxItemsPerTransaction, MaxGroupsAtOnce);
    }

    /// <summary>Stores an item, with others if it is new.</summary>
    /// <exception cref="Engram.ApiContracts.ProblemException">The item is not accepted.</exception>
    public async Task<TStored> AcceptAsync(TIncoming incoming, CancellationToken cancellationToken) =>
        await AcceptTogetherAsync(incoming, cancellationToken) ?? await AcceptAloneAsync(incoming, cancellationToken);

    /// <summary>Finds an item, with others that are looked for; null if there is none.</summary>
    public Task<TStored?> FindAsync(Guid id, CancellationToken cancellationToken) => _known.HandleAsync(id, cancellationToken);

    /// <summary>Whether an item can be stored together with others.</summary>
    protected abstract bool CanShare(TIncoming incoming);

    /// <summary>Returns the item with the trace of the request, which its messages are to join.</summary>
    protected abstract TIncoming Traced(TIncoming incoming);

    /// <summary>Stores items in one transaction, as far as they are new; null for those that must be stored alone.</summary>
    protected abstract Task<IReadOnlyList<TStored?>> AcceptNewAsync(IServiceProvider services, IReadOnlyList<TIncoming> items);

    /// <summary>Stores one item, or tells why not.</summary>
    protected abstract Task<TStored> AcceptAsync(IServiceProvider services, TIncoming incoming, CancellationToken cancellationToken);

    /// <summary>Finds items by their ids; unknown ones are missing.</summary>
    protected abstract Task<IReadOnlyDictionary<Guid, TStored>> FindAsync(IServiceProvider services, IReadOnlyList<Guid> ids);

    private async Task<TStored?> AcceptTogetherAsync(TIncoming incoming, CancellationToken cancellationToken)
    {
        if (!CanShare(incoming))
            return null;
        try
        {
            return await _new.HandleAsync(Traced(incoming), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !TransientFaults.IsTransient(e))
        {
            // One of the group is at fault, and perhaps another one.
            return null;
        }
    }

    private async Task<TStored> AcceptAloneAsync(TIncoming incoming, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await AcceptAsync(scope.ServiceProvider, incoming, cancellationToken);
    }

    private async Task<IReadOnlyList<TStored?>> AcceptNewAsync(IReadOnlyList<TIncoming> items)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await AcceptNewAsync(scope.ServiceProvider, items);
    }

    private async Task<IReadOnlyList<TStored?>> FindAsync(IReadOnlyList<Guid> ids)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var found = await FindAsync(scope.ServiceProvider, ids);
        return [.. ids.Select(id => found.GetValueOrDefault(id))];
    }
}
