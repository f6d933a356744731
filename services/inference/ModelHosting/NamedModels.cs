using System.Collections.Concurrent;
using Engram.ModelStore;
using Microsoft.Extensions.Options;

namespace Engram.Inference.ModelHosting;

/// <summary>Models of one type that requests name. The default one, if there must be one, is loaded before the host serves; other promoted
/// ones are loaded on first use and follow their promotions from then on.</summary>
/// <param name="standard">The default model; null if the host serves without it.</param>
/// <param name="slotOf">Makes the slot of a name.</param>
/// <param name="sort">What the models are for.</param>
/// <param name="repository">Repository in which versions are promoted.</param>
/// <param name="follower">Follows promotions.</param>
/// <param name="options">How often to follow them.</param>
/// <param name="time">Tells the time.</param>
public abstract class NamedModels<TModel>(
    HotSwapModel<TModel>? standard,
    Func<string, HotSwapModel<TModel>> slotOf,
    ModelSort sort,
    ModelRepository repository,
    PromotionFollower follower,
    IOptions<InferenceOptions> options,
    TimeProvider time) : BackgroundService, IAsyncDisposable
    where TModel : class, IServedModel
{
    private readonly ConcurrentDictionary<string, Lazy<Task<HotSwapModel<TModel>>>> _others = new(StringComparer.Ordinal);

    /// <summary>Whether a model of this name and type is already in use, so that no disk access is needed.</summary>
    public bool IsAtHand(string name) => name == standard?.Name || _others.ContainsKey(name);

    /// <summary>Whether a model of this name is promoted and of this type.</summary>
    public bool IsPromoted(string name) => IsOfThisSort(repository.FindCurrent(name, out _));

    /// <summary>Leases a model for one request. Null if no model of this name serves; <see cref="WhyNot"/> says why.</summary>
    public async Task<ModelLease<TModel>?> BorrowAsync(string name)
    {
        if (name == standard?.Name)
            return standard.Borrow();
        if (!_others.ContainsKey(name) && (!IsPromoted(name) || _others.Count >= sort.MaxModels))
            return null;
        var slot = await _others.GetOrAdd(name, _ => new Lazy<Task<HotSwapModel<TModel>>>(() => LoadAsync(name))).Value;
        return slot.Package is null ? null : slot.Borrow();
    }

    /// <summary>Checks for a new promoted version of a model in use now, without waiting for the next poll.</summary>
    public async Task LookAsync(string name)
    {
        if (name == standard?.Name)
            await follower.LookAsync(standard);
        else if (_others.TryGetValue(name, out var other))
            await follower.LookAsync(await other.Value);
    }

    /// <summary>Why <see cref="BorrowAsync"/> returned null.</summary>
    public string WhyNot(string name)
    {
        if (_others.TryGetValue(name, out var other))
            return $"Model '{name}' can't serve: {other.Value.Result.Refusal}";
        var promoted = repository.FindCurrent(name, out _);
        if (IsOfThisSort(promoted))
            return $"{_others.Count} models were asked for{(standard is null ? "" : $" besides '{standard.Name}'")}, and {sort.MaxOption} "
                + "allows no more.";
        return $"{Trouble(name, promoted)}; these {sort.Work}: {string.Join(", ", Promoted().Select(model => model.Manifest.Name))}.";
    }

    /// <summary>The promoted models of this type.</summary>
    protected IEnumerable<InstalledModel> Promoted() =>
        repository.List().Select(model => model.Manifest.Name).Distinct().Select(name => repository.FindCurrent(name, out _))
            .OfType<InstalledModel>().Where(IsOfThisSort);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(options.Value.PollInterval, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var other in _others.Values)
                    await follower.LookAsync(await other.Value);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping, or never started.
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others.Values)
            await (await other.Value).DisposeAsync();
        Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<HotSwapModel<TModel>> LoadAsync(string name)
    {
        var slot = slotOf(name);
        await follower.LookAsync(slot);
        return slot;
    }

    // The package's path and its damage are the operator's concern: the health check reports them.
    private string Trouble(string name, InstalledModel? promoted) =>
        promoted is not null ? $"Model {promoted.Id} is of kind '{promoted.Manifest.Kind}'"
        : ModelRepository.IsName(name) && repository.CurrentVersion(name) is { } version
            ? $"The package of model {name}/{version} is damaged"
        : $"No version of a model '{name}' is promoted";

    private bool IsOfThisSort(InstalledModel? model) => model is not null && sort.Kinds.Contains(model.Manifest.Kind);
}

/// <summary>What the models of one type are for.</summary>
/// <param name="Kinds">Their package kinds.</param>
/// <param name="Work">What they do, for messages: "answer questions".</param>
/// <param name="MaxModels">Maximum number that is loaded on use.</param>
/// <param name="MaxOption">Name of the option that says so.</param>
public sealed record ModelSort(IReadOnlyList<string> Kinds, string Work, int MaxModels, string MaxOption);
