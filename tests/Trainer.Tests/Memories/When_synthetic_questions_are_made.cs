using Engram.Training.Loop;
using Engram.Training.Recipes.Memories;

namespace Engram.Trainer.Tests.Memories;

/// <summary><see cref="SyntheticQuestions"/>.</summary>
public sealed class When_synthetic_questions_are_made : IDisposable
{
    private readonly TinyMovies _movies = new();

    public void Dispose() => _movies.Dispose();

    [Fact]
    public void Should_find_what_each_template_asks_for()
    {
        var templates = new SyntheticQuestions(KnowledgeBase.Read(_movies.KnowledgeBase)).Mine(QuestionFile.Read(_movies.Dev));
        Assert.Equal(
            [("who directed {subject}", "directed_by"), ("{subject} was directed by who", "directed_by"),
                ("{subject} , when was it released", "release_year")],
            templates.OrderBy(template => template.Text.Length).Select(template => (template.Text, string.Join(' ', template.Path))));
        Assert.All(templates, template => Assert.Equal(12, template.Count));
    }

    [Fact]
    public void Should_find_longer_paths_that_do_not_lead_back()
    {
        var knowledge = KnowledgeBase.Read(_movies.KnowledgeBase);
        var synthetic = new SyntheticQuestions(knowledge);
        var templates = synthetic.Mine(Enumerable.Range(0, 4).Select(i =>
            new AskedQuestion($"films by who directed The Film {i}", [$"The Film {i + 4}", $"The Film {i + 8}"], $"The Film {i}",
                "movie_to_director_to_movie")));
        Assert.Equal(["directed_by", "!directed_by"], Assert.Single(templates).Path);
        var asked = Assert.Single(synthetic.Ask(templates, [], new LeftOutQuestions(), 1, new Random(1)));
        Assert.DoesNotContain(asked.Answers, answer => asked.Text.EndsWith(answer, StringComparison.Ordinal));
    }

    [Fact]
    public void Should_not_make_what_is_left_out_in_these_or_other_words()
    {
        var synthetic = new SyntheticQuestions(KnowledgeBase.Read(_movies.KnowledgeBase));
        var templates = synthetic.Mine(QuestionFile.Read(_movies.Train));
        // Leaves out one wording of "who directed film 0". Both wordings must then be missing, which leaves 34 of 36 questions.
        var leftOut = QuestionFile.Read(_movies.Dev).Take(1).ToArray();
        var made = synthetic.Ask(templates, leftOut, new LeftOutQuestions(), 34, new Random(1)).ToArray();
        Assert.Equal(34, made.DistinctBy(question => question.Text).Count());
        Assert.DoesNotContain(
            made, question => question.Text.Contains("The Film 0", StringComparison.Ordinal)
                && question.Text.Contains("directed", StringComparison.Ordinal));
        Assert.Contains(
            "make 34 questions",
            Assert.Throws<ExperimentException>(() => synthetic.Ask(templates, leftOut, new LeftOutQuestions(), 35, new Random(1)).Count())
                .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_make_what_a_held_back_question_asks()
    {
        var synthetic = new SyntheticQuestions(KnowledgeBase.Read(_movies.KnowledgeBase));
        var templates = synthetic.Mine(QuestionFile.Read(_movies.Train));
        var heldBack = new LeftOutQuestions();
        var hashes = _movies.In("hashes.tsv");
        // SHA-256 of "the film 3|movie_to_year".
        File.WriteAllText(
            hashes, $"1\t{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("the film 3|movie_to_year"u8))[..16]}\n");
        Assert.True(LeftOutQuestions.IsFileOfHashes(hashes));
        Assert.False(LeftOutQuestions.IsFileOfHashes(_movies.Dev));
        heldBack.Add(hashes);
        var made = synthetic.Ask(templates, [], heldBack, 35, new Random(1)).ToArray();
        Assert.DoesNotContain(
            made, question => question.Text.Contains("The Film 3,", StringComparison.Ordinal)
                && question.Text.Contains("released", StringComparison.Ordinal));
        Assert.Throws<ExperimentException>(() => synthetic.Ask(templates, [], heldBack, 36, new Random(1)).Count());
    }

    [Theory]
    [InlineData("directed_by", "movie_to_director")]
    [InlineData("!has_tags", "tag_to_movie")]
    [InlineData("has_tags", "movie_to_tags")]
    [InlineData("!written_by directed_by", "writer_to_movie_to_director")]
    [InlineData("starred_actors !starred_actors has_genre", "movie_to_actor_to_movie_to_genre")]
    [InlineData("capital_of", null)]
    public void Should_name_what_a_path_asks_as_the_benchmark_does(string path, string? type) =>
        Assert.Equal(type, LeftOutQuestions.TypeOf(path.Split(' ')));
}
