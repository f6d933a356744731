using Engram.ModelStore;

namespace Engram.Inference.ModelHosting;

/// <summary>Holds the serving version of one model name. A newly promoted version is loaded and probed beside it and takes over only if it
/// works; the old one is disposed once no lease uses it.</summary>
/// <param name="name">Name of the model packages.</param>
/// <param name="repository">Repository in which versions are promoted.</param>
/// <param name="load">Loads a package as a served model.</param>
public sealed class HotSwapModel<TModel>(string name, ModelRepository repository, Func<InstalledModel, TModel> load) : IAsyncDisposable
    where TModel : class, IServedModel
{
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private SharedModel<TModel>? _current;
    private string? _refusedVersion;

    public string Name => name;

    /// <summary>Why the promoted version does not serve; null if it does.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The serving package; null until the first one is loaded.</summary>
    public InstalledModel? Package => Volatile.Read(ref _current)?.Model.Package;

    /// <summary>Leases the serving model for one piece of work. The model stays alive until the lease is disposed, even if another takes
    /// over.</summary>
    /// <exception cref="InvalidOperationException">No model is loaded: the host has not started or is stopping.</exception>
    public ModelLease<TModel> Borrow()
    {
        // A model replaced between the read and the borrow refuses; the next read finds its successor.
        while (Volatile.Read(ref _current) is { } shared)
        {
            if (shared.TryBorrow(out var lease))
                return lease;
        }

        throw new InvalidOperationException($"No version of model '{name}' is loaded.");
    }

    /// <summary>Loads the promoted version if it is not the one that serves. A version that does not work is refused: <see cref="Refusal"/>
    /// says why, the old version keeps serving, and there is no retry until another version is promoted.</summary>
    /// <returns>The package that took over, or null if nothing changed.</returns>
    public async Task<InstalledModel?> RefreshAsync()
    {
        await _refreshing.WaitAsync();
        try
        {
            return await TakeUpPromotedAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk may recover: the next check retries.
            Refusal = e.Message;
            return null;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Stops serving and waits until all leases are returned.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _current, null) is { } shared)
        {
            shared.Retire();
            await shared.Disposed;
        }

        _refreshing.Dispose();
    }

    private async Task<InstalledModel?> TakeUpPromotedAsync()
    {
        var promoted = repository.CurrentVersion(name);
        if (promoted is not null && promoted == _refusedVersion)
            return null;

        if (promoted is not null && promoted == Package?.Manifest.Version)
        {
            (_refusedVersion, Refusal) = (null, null);
            return null;
        }

        try
        {
            var model = await LoadProbedAsync(repository.Current(name));
            (_refusedVersion, Refusal) = (null, null);
            Interlocked.Exchange(ref _current, new SharedModel<TModel>(model))?.Retire();
            return model.Package;
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException))
        {
            (_refusedVersion, Refusal) = (promoted, e.Message);
            return null;
        }
    }

    private async Task<TModel> LoadProbedAsync(InstalledModel package)
    {
        var model = load(package);
        try
        {
            model.Probe();
            return model;
        }
        catch
        {
            await model.DisposeAsync();
            throw;
        }
    }
}
