using Engram.ApiContracts.Questions;

namespace Engram.Cli.Ledger;

/// <summary>What became of questions that were taken.</summary>
public sealed record QuestionLedger : TakenLedger
{
    /// <summary>Different ids that were checked.</summary>
    public required int Questions { get; init; }

    public required int Answered { get; init; }

    public required int Unanswered { get; init; }

    public required int Failed { get; init; }

    /// <summary>Compares the ids that were taken with the questions that are there.</summary>
    public static async Task<QuestionLedger> CheckAsync(
        IEnumerable<string> takenIds, IAsyncEnumerable<QuestionResource> questions, CancellationToken cancellationToken)
    {
        var outcomes = await Outcomes<QuestionState>.CollectAsync(
            takenIds, questions.Select(question => (question.Id, question.State)),
            [QuestionState.Answered, QuestionState.Unanswered, QuestionState.Failed], cancellationToken);
        return new QuestionLedger
        {
            Questions = outcomes.Ids,
            Answered = outcomes.Count(QuestionState.Answered),
            Unanswered = outcomes.Count(QuestionState.Unanswered),
            Failed = outcomes.Count(QuestionState.Failed),
            Pending = outcomes.Pending,
            Lost = outcomes.Lost,
            Duplicated = outcomes.Duplicated,
        };
    }
}
