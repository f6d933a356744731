using Engram.ApiContracts;
using Engram.ApiContracts.Recommendations;
using Engram.Contracts.Recommendations;
using Engram.Gateway.Sequences;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Recommendations;

/// <summary>A recommendation and its state: asked -> recommended, declined or failed. The first result stays.</summary>
public sealed class Recommendation
{
    private Recommendation(Guid id, int maxItems, bool excludeSeen, float minScore) =>
        (Id, MaxItems, ExcludeSeen, MinScore) = (id, maxItems, excludeSeen, minScore);

    /// <summary>A version 7 UUID, so ids increase over time.</summary>
    public Guid Id { get; private set; }

    /// <summary>The sequence set; null for events of the request's own.</summary>
    public Guid? SetId { get; private set; }

    public string? SetName { get; private set; }

    public string? Subject { get; private set; }

    /// <summary>The request's own items, oldest first; null for a subject.</summary>
    public IReadOnlyList<string>? OwnItems { get; private set; }

    public int MaxItems { get; private set; }

    public bool ExcludeSeen { get; private set; }

    public float MinScore { get; private set; }

    /// <summary>Name of the requested model; null for the default one.</summary>
    public string? WantedModel { get; private set; }

    public RecommendationState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When to ask again unless a result arrives; null once it is finished.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public int Redrives { get; private set; }

    /// <summary>Epoch of the set when the history was read last; null for events of the request's own.</summary>
    public long? Epoch { get; private set; }

    /// <summary>Number of events that the subject had then.</summary>
    public long Position { get; private set; }

    /// <summary>How many of them, the last ones, were sent.</summary>
    public int EventsRead { get; private set; }

    /// <summary>Model and version that recommended or declined.</summary>
    public string? Model { get; private set; }

    public IReadOnlyList<RecommendedItem>? Items { get; private set; }

    public IReadOnlyList<RelationReason>? Relations { get; private set; }

    public IReadOnlyList<string>? UnknownItems { get; private set; }

    /// <summary>Why nothing is recommended.</summary>
    public Fault? Fault { get; private set; }

    public bool IsFinished => State != RecommendationState.Asked;

    /// <summary>Whose history it needs; null if it has its own events.</summary>
    public (Guid SetId, string Subject)? HistoryOf => SetId is { } set ? (set, Subject!) : null;

    /// <param name="incoming">The request.</param>
    /// <param name="setId">The sequence set; null for events of the request's own.</param>
    /// <param name="history">The subject's history; null for events of the request's own.</param>
    /// <param name="stepContext">What the step needs.</param>
    public static Recommendation Ask(IncomingRecommendation incoming, Guid? setId, ItemHistory? history, StepContext stepContext)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var id = incoming.Id ?? Guid.CreateVersion7(stepContext.Now);
        var asked = new Recommendation(id, incoming.MaxItems, incoming.ExcludeSeen, incoming.MinScore)
        {
            SetId = setId,
            SetName = incoming.Set,
            Subject = incoming.Subject,
            OwnItems = incoming.OwnItems,
            WantedModel = incoming.Model,
            CreatedAt = stepContext.Now,
        };
        asked.Resume(history, stepContext);
        return asked;
    }

    public void Recommend(ItemsRecommended message, StepContext stepContext)
    {
        if (IsFinished)
            return;
        (Model, Items, Relations, UnknownItems) = (message.Model, message.Items, message.Relations, message.UnknownItems);
        Finish(RecommendationState.Recommended, stepContext);
    }

    public void Decline(RecommendationDeclined message, StepContext stepContext)
    {
        if (IsFinished)
            return;
        (Model, UnknownItems, Fault) = (message.Model, message.UnknownItems, new Fault(message.Code, message.Reason));
        Finish(RecommendationState.Declined, stepContext);
    }

    /// <summary>Asks again with the history as it is now, or fails after the last retry. Call this when it is due.</summary>
    public void IsDue(ItemHistory? history, StepContext stepContext)
    {
        if (Redrives == stepContext.Options.MaxRedrives)
        {
            Fault = new Fault(
                "no-answer", $"No answer came, though it was asked {Redrives + 1} times. Ask again once the service is well.");
            Finish(RecommendationState.Failed, stepContext);
            return;
        }

        Redrives++;
        Resume(history, stepContext);
    }

    /// <summary>Sends the message whose answer it waits for.</summary>
    public void Resume(ItemHistory? history, StepContext stepContext)
    {
        var read = history ?? new ItemHistory(null, OwnItems!.Count, OwnItems);
        (Epoch, Position, EventsRead) = (read.Epoch, read.Position, read.Items.Count);
        DueAt = stepContext.RedriveAt(Redrives);
        stepContext.Outbox.Enqueue(new RecommendItems
        {
            RecommendationId = Id,
            History = read.Items,
            MaxItems = MaxItems,
            ExcludeSeen = ExcludeSeen,
            MinScore = MinScore,
            Model = WantedModel,
        });
    }

    private void Finish(RecommendationState state, StepContext stepContext)
    {
        State = state;
        FinishedAt = stepContext.Now;
        DueAt = null;
    }
}
