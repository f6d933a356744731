using System.Collections.Concurrent;
using Engram.Inference.ModelHosting;
using Engram.ModelStore;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>Models of one type that answer questions. The default one is loaded before the host serves; other promoted ones are loaded on
/// first use and follow their promotions from then on.</summary>
public sealed class QuestionModels<TModel>(
    HotSwapModel<TModel> standard,
    Func<string, HotSwapModel<TModel>> slotOf,
    QuestionModelKinds<TModel> kinds,
    ModelRepository repository,
    PromotionFollower follower,
    IOptions<QuestionOptions> questions,
    IOptions<InferenceOptions> options,
    TimeProvider time) : BackgroundService, IAsyncDisposable
    where TModel : class, IServedModel
{
    private readonly ConcurrentDictionary<string, Lazy<Task<HotSwapModel<TModel>>>> _others = new(StringComparer.Ordinal);

    /// <summary>Name of the default model.</summary>
    public string Default => standard.Name;

    /// <summary>Whether a model of this name and type is already in use, so that no disk access is needed.</summary>
    public bool IsAtHand(string name) => name == standard.Name || _others.ContainsKey(name);

    /// <summary>Whether a model of this name is promoted and of this type.</summary>
    public bool IsPromoted(string name) => IsOfThisSort(repository.FindCurrent(name, out _));

    /// <summary>Leases a model for one question. Null if no model of this name serves; <see cref="WhyNot"/> says why.</summary>
    public async Task<ModelLease<TModel>?> BorrowAsync(string name)
    {
        if (name == standard.Name)
            return standard.Borrow();
        if (!_others.ContainsKey(name) && (!IsPromoted(name) || _others.Count >= questions.Value.MaxOtherModels))
            return null;
        var slot = await _others.GetOrAdd(name, _ => new Lazy<Task<HotSwapModel<TModel>>>(() => LoadAsync(name))).Value;
        return slot.Package is null ? null : slot.Borrow();
    }

    /// <summary>Checks for a new promoted version of a model in use now, without waiting for the next poll.</summary>
    public async Task LookAsync(string name)
    {
        if (name == standard.Name)
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
            return $"{_others.Count} models were asked for besides '{standard.Name}', and " +
                $"{QuestionOptions.SectionName}:{nameof(QuestionOptions.MaxOtherModels)} allows no more.";
        return $"{Trouble(name, promoted)}; these answer questions: {string.Join(", ", Promoted())}.";
    }

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

    private IEnumerable<string> Promoted() => repository.List().Select(model => model.Manifest.Name).Distinct().Where(IsPromoted);

    private bool IsOfThisSort(InstalledModel? model) => model is not null && kinds.Names.Contains(model.Manifest.Kind);
}

/// <summary>The package kinds of one type of question model.</summary>
public sealed record QuestionModelKinds<TModel>(IReadOnlyList<string> Names);
