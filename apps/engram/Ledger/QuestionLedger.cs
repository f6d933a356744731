using Engram.ApiContracts.Questions;

namespace Engram.Cli.Ledger;

/// <summary>Outcomes of accepted questions.</summary>
public sealed record QuestionLedger : TakenLedger
{
    /// <summary>Number of distinct ids checked.</summary>
    public required int Questions { get; init; }

    public required int Answered { get; init; }

    public required int Unanswered { get; init; }

    public required int Failed { get; init; }

    /// <summary>Compares accepted ids with the questions that exist.</summary>
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
