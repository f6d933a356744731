using Engram.ModelStore;

namespace Engram.Inference.ModelHosting;

/// <summary>
/// The place of one model name: it holds the version that serves. Another promoted version is loaded and probed beside it and takes over
/// only if it works; the old one is disposed once nobody uses it.
/// </summary>
/// <param name="name">Name of the model packages.</param>
/// <param name="repository">Where versions are promoted.</param>
/// <param name="load">Makes a served model of a package.</param>
public sealed class HotSwapModel<TModel>(string name, ModelRepository repository, Func<InstalledModel, TModel> load) : IAsyncDisposable
    where TModel : class, IServedModel
{
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private SharedModel<TModel>? _current;
    private string? _refusedVersion;

    public string Name => name;

    /// <summary>Why the version that is promoted does not serve; null when it does.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The package that serves; null before the first is loaded.</summary>
    public InstalledModel? Package => Volatile.Read(ref _current)?.Model.Package;

    /// <summary>Takes the serving model for one piece of work. It stays alive until the lease is disposed, though another may take
    /// over.</summary>
    /// <exception cref="InvalidOperationException">No model is loaded: the host has not started, or is stopping.</exception>
    public ModelLease<TModel> Borrow()
    {
        // A model that was replaced between the read and the borrowing refuses: then the new one is there.
        while (Volatile.Read(ref _current) is { } shared)
        {
            if (shared.TryBorrow(out var lease))
                return lease;
        }

        throw new InvalidOperationException($"No version of model '{name}' is loaded.");
    }

    /// <summary>Loads the promoted version if it is another than the one that serves. What does not work is refused: <see cref="Refusal"/>
    /// then says why, the old version goes on, and it is not tried again until another is promoted.</summary>
    /// <returns>The package that took over, or null when nothing changed.</returns>
    public async Task<InstalledModel?> RefreshAsync()
    {
        await _refreshing.WaitAsync();
        try
        {
            return await TakeUpPromotedAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk may answer again: the next look tries anew.
            Refusal = e.Message;
            return null;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Ends serving and waits until the work in hand is done.</summary>
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
