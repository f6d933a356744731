using System.Collections.Concurrent;
using Engram.Inference.Serving;
using Engram.ModelPackage;
using Engram.ModelPackage.Memories;
using Engram.ModelServing.Memories;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>
/// The memory networks that answer. The default one for memory sets is loaded before the host serves; any other that is promoted in the
/// repository is loaded when it is first asked for, and follows its promotions from then on.
/// </summary>
public sealed class QuestionModels(
    ModelSlot<MemoryNetwork> standard,
    Func<string, ModelSlot<MemoryNetwork>> slotOf,
    ModelRepository repository,
    ModelFollower follower,
    IOptions<QuestionOptions> questions,
    IOptions<InferenceOptions> options,
    TimeProvider time) : BackgroundService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ModelSlot<MemoryNetwork>>>> _others = new(StringComparer.Ordinal);

    /// <summary>Name of the model that answers where the question names none.</summary>
    public string DefaultFor(MemorySource source) => source == MemorySource.Stories ? questions.Value.StoryModel : standard.Name;

    /// <summary>Takes a model for one question; null when none of this name serves, see <see cref="WhyNot"/>.</summary>
    public async Task<ModelLease<MemoryNetwork>?> BorrowAsync(string name)
    {
        if (name == standard.Name)
            return standard.Borrow();
        if (!_others.ContainsKey(name) && (!IsPromoted(name) || _others.Count >= questions.Value.MaxOtherModels))
            return null;
        var slot = await _others.GetOrAdd(name, _ => new Lazy<Task<ModelSlot<MemoryNetwork>>>(() => LoadAsync(name))).Value;
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

    private async Task<ModelSlot<MemoryNetwork>> LoadAsync(string name)
    {
        var slot = slotOf(name);
        await follower.LookAsync(slot);
        return slot;
    }

    // Names come from clients: what is no name of a package is not looked for on disk.
    private bool IsPromoted(string name) => Promoted().Contains(name);

    private IEnumerable<string> Promoted() => repository.List()
        .Where(model => MemorySession.Kinds.Contains(model.Manifest.Kind) && repository.CurrentVersion(model.Manifest.Name) == model.Manifest.Version)
        .Select(model => model.Manifest.Name);
}
