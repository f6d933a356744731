using Engram.Contracts.Questions;
using Engram.Training.Loop;
using Engram.Training.Recipes.Memories;

namespace Engram.Trainer.Tests.Memories;

/// <summary><see cref="QuestionFile"/> and the recall of its questions.</summary>
public sealed class When_questions_of_files_are_read : IDisposable
{
    private readonly TinyMovies _movies = new();

    public void Dispose() => _movies.Dispose();

    [Fact]
    public void Should_take_off_joints_and_brackets()
    {
        var joined = QuestionFile.Read(_movies.Dev)[0];
        Assert.Equal(("who directed the film 0", null), (joined.Text, joined.Marked));
        var marked = QuestionFile.Read(_movies.Marked)[0];
        Assert.Equal(("who directed The Film 0", "The Film 0"), (marked.Text, marked.Marked));
        File.WriteAllText(_movies.In("brackets"), "who directed [[REC]]\tJaume Balagueró|Paco Plaza");
        Assert.Equal("[REC]", Assert.Single(QuestionFile.Read(_movies.In("brackets"))).Marked);
    }

    [Fact]
    public void Should_recall_the_same_from_each_form()
    {
        var knowledge = KnowledgeBase.Read(_movies.KnowledgeBase);
        var symbols = EntityVocabulary.Build(
            knowledge.Entities, ["who directed", "directed_by !directed_by release_year !release_year"], 1, 32);
        var questions = new EntityQuestions(symbols, new TripleMemories(knowledge, symbols.Encoder, Reach(10, 1, 10, 10)));
        RecalledQuestion[] forms =
            [.. new[] { _movies.Train, _movies.Dev, _movies.Marked }.Select(file => questions.Recall(QuestionFile.Read(file)[0]))];
        Assert.Equal(["directed_by", "release_year"], forms[0].Memories.Select(memory => knowledge.Facts[memory].Relation));
        Assert.Equal([knowledge.Find("person 0 surname")!.Value], forms[0].Right);
        foreach (var form in forms)
        {
            Assert.Equal(forms[0].Text, form.Text);
            Assert.Equal(forms[0].Memories, form.Memories);
            Assert.Equal(forms[0].Right, form.Right);
        }
    }

    [Fact]
    public void Should_recall_facts_further_away_after_those_at_hand()
    {
        var knowledge = KnowledgeBase.Read(_movies.KnowledgeBase);
        var symbols = EntityVocabulary.Build(knowledge.Entities, [], 1, 32);
        string[] Recalled(HopLimits recall) =>
            [.. new TripleMemories(knowledge, symbols.Encoder,
                recall).Recall("the film 0").Select(fact =>
                    $"{knowledge.Entities[knowledge.Facts[fact].Subject]} {knowledge.Facts[fact].Relation}")];
        Assert.Equal(["The Film 0 directed_by", "The Film 0 release_year"], Recalled(Reach(100, 1, 100, 100)));
        Assert.Equal(
            ["The Film 0 directed_by", "The Film 0 release_year", "1990 !release_year",
                .. Enumerable.Repeat("Person 0 Surname !directed_by", 3)], Recalled(Reach(100, 2, 100, 100)));
        Assert.Equal(["The Film 0 directed_by", "The Film 0 release_year", "1990 !release_year"], Recalled(Reach(100, 2, 100, 2)));
        Assert.Equal(["The Film 0 directed_by"], Recalled(Reach(1, 2, 100, 100)));
        Assert.Empty(Recalled(Reach(100, 2, 1, 100)));
    }

    [Theory]
    [InlineData("who directed jaws", "Line 2 of")]
    [InlineData("who directed jaws\t", "Line 2 of")]
    [InlineData("who directed jaws\ta\tb", "Line 2 of")]
    public void Should_say_which_line_is_no_question(string line, string where)
    {
        File.WriteAllLines(_movies.In("bad"), ["who\tme", line]);
        Assert.Contains(
            where, Assert.Throws<ExperimentException>(() => QuestionFile.Read(_movies.In("bad"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_what_is_wrong_with_types_and_triples()
    {
        File.WriteAllLines(_movies.In("types"), ["movie_to_director"]);
        Assert.Contains(
            "1 types for the 36 questions", Assert.Throws<ExperimentException>(() => QuestionFile.Read(_movies.Dev, _movies.In("types")))
                .Message, StringComparison.Ordinal);
        File.WriteAllLines(_movies.In("kb"), ["a|b|c", "a|b"]);
        Assert.Contains(
            "Line 2 of", Assert.Throws<ExperimentException>(() => KnowledgeBase.Read(_movies.In("kb"))).Message, StringComparison.Ordinal);
    }

    private static HopLimits Reach(int memories, int steps, int facts, int onTheWay) =>
        new() { MaxMemories = memories, Steps = steps, MaxFacts = facts, MaxFactsOnTheWay = onTheWay };
}
