using Engram.ApiContracts.Questions;
using Engram.Cli.Questions;
using Engram.Gateway.Questions;

namespace Engram.Apps.Tests;

/// <summary>The reader of <c>engram ask --file</c>.</summary>
public sealed class When_questions_are_read_from_lines
{
    private static readonly QuestionRequest Defaults = new() { Memory = "movies", Model = "kv", MaxAnswers = 2 };

    [Fact]
    public async Task Should_take_a_line_of_words_as_a_question()
    {
        var question = Assert.Single(await ReadAsync(" who directed Jaws? \n\n")).Question!;
        Assert.Equal(("who directed Jaws?", "movies", "kv", 2), (question.Text, question.Memory, question.Model, question.MaxAnswers));
    }

    [Fact]
    public async Task Should_leave_what_a_line_of_JSON_says()
    {
        var lines = await ReadAsync(
            """
            {"text":"who?","memory":"songs","maxAnswers":7,"answers":["nobody asks for these"]}
            {"text":"where?","story":["Mary went home."],"model":"memn2n"}
            {"text":"when?"}
            """);
        Assert.Equal([("songs", 7, "kv"), (null, 2, "memn2n"), ("movies", 2, "kv")],
            lines.Select(line => (line.Question!.Memory, line.Question.MaxAnswers!.Value, line.Question.Model)));
        Assert.Equal(["Mary went home."], lines[1].Question!.Story!);
    }

    [Fact]
    public async Task Should_give_an_id_to_each_question_that_has_none()
    {
        var lines = await ReadAsync("who?\n{\"text\":\"who?\"}\n{\"id\":\"q\",\"text\":\"who?\"}\n");
        Assert.Equal("q", lines[2].Question!.Id);
        Assert.Equal(3, lines.Select(line => line.Question!.Id).OfType<string>().Distinct().Count());
    }

    [Fact]
    public async Task Should_name_the_line_that_is_none()
    {
        var lines = await ReadAsync("who?\n{\"text\": who}\nwhere?\n");
        Assert.Equal([1L, 2L, 3L], lines.Select(line => line.Line));
        Assert.Null(lines[1].Question);
        Assert.Contains("no question", lines[1].Fault, StringComparison.Ordinal);
        Assert.NotNull(lines[2].Question);
    }

    private static async Task<List<ReadQuestionLine>> ReadAsync(string text)
    {
        using var lines = new StringReader(text);
        var read = new List<ReadQuestionLine>();
        await foreach (var line in QuestionInput.ReadAsync(lines, Defaults, TestContext.Current.CancellationToken))
            read.Add(line);
        return read;
    }
}
