using System.Collections.Concurrent;
using Engram.Inference.Serving;
using Engram.ModelPackage;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>
/// The models of one sort that answer questions. The default one is loaded before the host serves; any other that is promoted in the
/// repository is loaded when it is first asked for, and follows its promotions from then on.
/// </summary>
public sealed class QuestionModels<TModel>(
    ModelSlot<TModel> standard,
    Func<string, ModelSlot<TModel>> slotOf,
    QuestionModelKinds<TModel> kinds,
    ModelRepository repository,
    ModelFollower follower,
    IOptions<QuestionOptions> questions,
    IOptions<InferenceOptions> options,
    TimeProvider time) : BackgroundService, IAsyncDisposable
    where TModel : class, IServedModel
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ModelSlot<TModel>>>> _others = new(StringComparer.Ordinal);

    /// <summary>Name of the default model.</summary>
    public string Default => standard.Name;

    /// <summary>Whether a model of this name is of this sort and in use already: nothing has to be looked for on disk.</summary>
    public bool IsAtHand(string name) => name == standard.Name || _others.ContainsKey(name);

    /// <summary>Whether a model of this name is promoted and of this sort.</summary>
    public bool IsPromoted(string name) => Promoted().Contains(name);

    /// <summary>Takes a model for one question; null when none of this name serves, see <see cref="WhyNot"/>.</summary>
    public async Task<ModelLease<TModel>?> BorrowAsync(string name)
    {
        if (name == standard.Name)
            return standard.Borrow();
        if (!_others.ContainsKey(name) && (!IsPromoted(name) || _others.Count >= questions.Value.MaxOtherModels))
            return null;
        var slot = await _others.GetOrAdd(name, _ => new Lazy<Task<ModelSlot<TModel>>>(() => LoadAsync(name))).Value;
        return slot.Package is null ? null : slot.Borrow();
    }

    /// <summary>Why <see cref="BorrowAsync"/> gave none.</summary>
    public string WhyNot(string name)
    {
        if (_others.TryGetValue(name, out var other))
            return $"Model '{name}' can't serve: {other.Value.Result.Refusal}";
        return IsPromoted(name)
            ? $"{_others.Count} models were asked for besides '{standard.Name}', and {QuestionOptions.SectionName}:{nameof(QuestionOptions.MaxOtherModels)} allows no more."
            : $"No version of a model '{name}' is promoted; these answer questions: {string.Join(", ", Promoted())}.";
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

    private async Task<ModelSlot<TModel>> LoadAsync(string name)
    {
        var slot = slotOf(name);
        await follower.LookAsync(slot);
        return slot;
    }

    // Names come from clients: what is no name of a package is not looked for on disk.
    private IEnumerable<string> Promoted() => repository.List()
        .Where(model => kinds.Names.Contains(model.Manifest.Kind) && repository.CurrentVersion(model.Manifest.Name) == model.Manifest.Version)
        .Select(model => model.Manifest.Name);
}

/// <summary>Kinds of package that a sort of model is made of.</summary>
public sealed record QuestionModelKinds<TModel>(IReadOnlyList<string> Names);
