using Engram.ApiContracts.Questions;
using Engram.CommandLine;
using Engram.Contracts.Questions;
using Engram.Lab.Honesty;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary>Scores of <c>engram-lab evaluate honesty</c>.</summary>
public sealed class When_honesty_is_scored
{
    private static readonly HonestyQuestion Known = new() { Kind = "known", Text = "?", Answers = ["The Hague"] };
    private static readonly HonestyQuestion Unknown = new() { Kind = "unknown", Text = "?" };

    [Fact]
    public void Should_count_what_is_right_and_what_should_have_been_declined()
    {
        var score = new HonestyScore();
        score.Add(Known, Answered(0.9f, "hague"));
        score.Add(Known, Answered(0.9f, "Paris"));
        score.Add(Known, Declined());
        score.Add(Unknown, Declined());
        score.Add(Unknown, Answered(0.6f, "Paris"));
        Assert.Equal(1 / 3.0, score.KnownRight, tolerance: 1e-9);
        Assert.Equal(0.5, score.UnknownAnswered);
        Assert.Equal(new KindCount(3, 1, 1, 1), score.Kinds["known"]);
        // Of two answers with confidence 0.9 one is right; the one with 0.6 is wrong.
        Assert.Equal(((2 * 0.4) + 0.6) / 3, score.CalibrationError, tolerance: 1e-6);
    }

    [Theory]
    [InlineData("a,b", 1, 0)]
    [InlineData("a,b,c", 0, 1)]
    [InlineData("a", 0, 1)]
    public void Should_want_all_of_a_list_and_no_more(string given, int right, int wrong)
    {
        var score = new HonestyScore();
        score.Add(Known with { Answers = ["b", "a"], All = true }, Answered(1, given.Split(',')));
        Assert.Equal((right, wrong), (score.Kinds["known"].Right, score.Kinds["known"].Wrong));
    }

    [Fact]
    public void Should_take_one_answer_for_each_entity_or_a_decline()
    {
        var question = Unknown with { Kind = "two-entities", Each = ["a", "b"] };
        var score = new HonestyScore();
        score.Add(question, Answered(1, "b", "a"));
        score.Add(question, Answered(1, "a"));
        score.Add(question, Declined());
        Assert.Equal(new KindCount(3, 1, 1, 1), score.Kinds["two-entities"]);
    }

    [Fact]
    public void Should_name_the_line_that_is_no_question()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.In("gold.jsonl"), ["""{"kind": "known", "text": "who?", "answers": ["x"]}""", """{"kind": 3}"""]);
        Assert.Contains("Line 2 of", Assert.Throws<CommandException>(() => HonestyQuestion.ReadFile(folder.In("gold.jsonl"))).Message,
            StringComparison.Ordinal);
    }

    private static QuestionResource Answered(float score, params string[] answers) => Of(score, answers);

    private static QuestionResource Declined() => Of(null, []);

    private static QuestionResource Of(float? score, string[] answers) => new()
    {
        Id = "q",
        State = answers.Length > 0 ? QuestionState.Answered : QuestionState.Unanswered,
        Text = "?",
        Memory = null,
        Story = null,
        Answer = answers.FirstOrDefault(),
        Score = score,
        Answers = [.. answers.Select(answer => new Answer { Text = answer, Score = 1 })],
        AnswersInAll = null,
        Conflict = [],
        Candidates = [],
        Evidence = [],
        UnexplainedWords = [],
        ReadAs = [],
        Epoch = null,
        Model = null,
        Code = null,
        Reason = null,
        CreatedAt = default,
        FinishedAt = null,
    };
}
