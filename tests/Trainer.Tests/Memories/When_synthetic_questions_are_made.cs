using Engram.Trainer.Memories;
using Engram.Trainer.Training;

namespace Engram.Trainer.Tests.Memories;

public sealed class When_synthetic_questions_are_made : IDisposable
{
    private readonly TinyMovies _movies = new();

    public void Dispose() => _movies.Dispose();

    [Fact]
    public void Should_find_what_each_template_asks_for()
    {
        var templates = new SyntheticQuestions(KnowledgeBase.Read(_movies.KnowledgeBase)).Mine(QuestionFile.Read(_movies.Dev));
        Assert.Equal(
            [("who directed {subject}", "directed_by"), ("{subject} was directed by who", "directed_by"), ("{subject} , when was it released", "release_year")],
            templates.OrderBy(template => template.Text.Length).Select(template => (template.Text, string.Join(' ', template.Path))));
        Assert.All(templates, template => Assert.Equal(12, template.Count));
    }

    [Fact]
    public void Should_find_longer_paths_that_do_not_lead_back()
    {
        var knowledge = KnowledgeBase.Read(_movies.KnowledgeBase);
        var synthetic = new SyntheticQuestions(knowledge);
        var templates = synthetic.Mine(Enumerable.Range(0, 4).Select(i =>
            new AskedQuestion($"films by who directed The Film {i}", [$"The Film {i + 4}", $"The Film {i + 8}"], $"The Film {i}", "movie_to_director_to_movie")));
        Assert.Equal(["directed_by", "!directed_by"], Assert.Single(templates).Path);
        var asked = Assert.Single(synthetic.Ask(templates, [], 1, new Random(1)));
        Assert.DoesNotContain(asked.Answers, answer => asked.Text.EndsWith(answer, StringComparison.Ordinal));
    }

    [Fact]
    public void Should_not_make_what_is_left_out_in_these_or_other_words()
    {
        var synthetic = new SyntheticQuestions(KnowledgeBase.Read(_movies.KnowledgeBase));
        var templates = synthetic.Mine(QuestionFile.Read(_movies.Train));
        // Of film 0 the director, in one way; so neither way may be asked, which leaves 34 of 36.
        var leftOut = QuestionFile.Read(_movies.Dev).Take(1).ToArray();
        var made = synthetic.Ask(templates, leftOut, 34, new Random(1)).ToArray();
        Assert.Equal(34, made.DistinctBy(question => question.Text).Count());
        Assert.DoesNotContain(made, question => question.Text.Contains("The Film 0", StringComparison.Ordinal) && question.Text.Contains("directed", StringComparison.Ordinal));
        Assert.Contains("make 34 questions", Assert.Throws<ExperimentException>(() => synthetic.Ask(templates, leftOut, 35, new Random(1)).Count()).Message, StringComparison.Ordinal);
    }
}
