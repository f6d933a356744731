using Engram.ApiContracts.Questions;

namespace Engram.Gateway.Questions;

/// <summary>Maps a question to its API resource.</summary>
internal static class QuestionMapping
{
    extension(QuestionResource)
    {
        public static QuestionResource Of(Question question) => new()
        {
            Id = question.PublicId,
            State = question.State,
            Text = question.Text,
            Memory = question.Memory,
            Story = question.Story,
            Answer = question is { State: QuestionState.Answered, Answers: [var best, ..] } ? best.Text : null,
            Score = question.Score,
            UnansweredBelow = question.UnansweredBelow,
            Answers = question.State == QuestionState.Answered ? question.Answers ?? [] : [],
            AnswersInAll = question.AnswersInAll,
            Conflict = question.Conflict ?? [],
            Candidates = question.State == QuestionState.Unanswered ? question.Answers ?? [] : [],
            Evidence = question.Hops ?? [],
            UnexplainedWords = question.UnexplainedWords ?? [],
            ReadAs = question.ReadAs ?? [],
            Epoch = question.Epoch,
            Model = question.Model,
            Code = question.Fault?.Code,
            Reason = question.Fault?.Reason,
            CreatedAt = question.CreatedAt,
            FinishedAt = question.FinishedAt,
        };
    }
}
