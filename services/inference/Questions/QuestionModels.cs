using System.Collections.Concurrent;
using Engram.Inference.ModelHosting;
using Engram.ModelStore;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>
/// The models of one sort that answer questions. The default one is loaded before the host serves; any other that is promoted in the
/// repository is loaded when it is first asked for, and follows its promotions from then on.
/// </summary>
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

    /// <summary>Whether a model of this name is of this sort and in use already: nothing has to be looked for on disk.</summary>
    public bool IsAtHand(string name) => name == standard.Name || _others.ContainsKey(name);

    /// <summary>Whether a model of this name is promoted and of this sort.</summary>
    public bool IsPromoted(string name) => IsOfThisSort(repository.FindCurrent(name, out _));

    /// <summary>Takes a model for one question; null when none of this name serves, see <see cref="WhyNot"/>.</summary>
    public async Task<ModelLease<TModel>?> BorrowAsync(string name)
    {
        if (name == standard.Name)
            return standard.Borrow();
        if (!_others.ContainsKey(name) && (!IsPromoted(name) || _others.Count >= questions.Value.MaxOtherModels))
            return null;
        var slot = await _others.GetOrAdd(name, _ => new Lazy<Task<HotSwapModel<TModel>>>(() => LoadAsync(name))).Value;
        return slot.Package is null ? null : slot.Borrow();
    }

    /// <summary>Looks now, and not when the next poll is due, whether another version of a model in use was promoted.</summary>
    public async Task LookAsync(string name)
    {
        if (name == standard.Name)
            await follower.LookAsync(standard);
        else if (_others.TryGetValue(name, out var other))
            await follower.LookAsync(await other.Value);
    }

    /// <summary>Why <see cref="BorrowAsync"/> gave none.</summary>
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
            // The host stops, or never got started.
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

    // Where the package lies, and what is wrong with it, is for the operator: health says that.
    private string Trouble(string name, InstalledModel? promoted) =>
        promoted is not null ? $"Model {promoted.Id} is of kind '{promoted.Manifest.Kind}'"
        : ModelRepository.IsName(name) && repository.CurrentVersion(name) is { } version
            ? $"The package of model {name}/{version} is damaged"
        : $"No version of a model '{name}' is promoted";

    private IEnumerable<string> Promoted() => repository.List().Select(model => model.Manifest.Name).Distinct().Where(IsPromoted);

    private bool IsOfThisSort(InstalledModel? model) => model is not null && kinds.Names.Contains(model.Manifest.Kind);
}

/// <summary>Kinds of package that a sort of model is made of.</summary>
public sealed record QuestionModelKinds<TModel>(IReadOnlyList<string> Names);
