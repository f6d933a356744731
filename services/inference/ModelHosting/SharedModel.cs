using System.Diagnostics.CodeAnalysis;

namespace Engram.Inference.ModelHosting;

/// <summary>Counts the users of a model: the slot, until it retires the model, and every lease. The last one to leave disposes
/// it.</summary>
internal sealed class SharedModel<TModel>(TModel model)
    where TModel : class, IServedModel
{
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users = 1;

    public TModel Model => model;

    /// <summary>Completes when the model is disposed.</summary>
    public Task Disposed => _disposed.Task;

    public bool TryBorrow([NotNullWhen(true)] out ModelLease<TModel>? lease)
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                lease = new ModelLease<TModel>(this);
                return true;
            }

            users = seen;
        }

        lease = null;
        return false;
    }

    /// <summary>Called when the slot has a new model.</summary>
    public void Retire() => Leave();

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _ = Task.Run(DisposeAsync);
    }

    private async Task DisposeAsync()
    {
        try
        {
            await model.DisposeAsync();
            _disposed.SetResult();
        }
        catch (Exception e)
        {
            _disposed.SetException(e);
        }
    }
}

/// <summary>The right to use a model for one piece of work.</summary>
public sealed class ModelLease<TModel> : IDisposable
    where TModel : class, IServedModel
{
    private SharedModel<TModel>? _shared;

    internal ModelLease(SharedModel<TModel> shared)
    {
        _shared = shared;
        Model = shared.Model;
    }

    public TModel Model { get; }

    public void Dispose() => Interlocked.Exchange(ref _shared, null)?.Leave();
}
