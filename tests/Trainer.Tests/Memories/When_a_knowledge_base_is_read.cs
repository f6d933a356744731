using Engram.TestKit;
using Engram.Training.Loop;
using Engram.Training.Recipes.Memories;

namespace Engram.Trainer.Tests.Memories;

/// <summary><see cref="MovieKnowledgeBase"/> and <see cref="TripleFile"/>.</summary>
public sealed class When_a_knowledge_base_is_read
{
    [Fact]
    public void Should_leave_out_what_is_known_to_be_wrong_in_the_source()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("movies.json"), $"[{Film("Jaws", "Jun 20 1975")}, {Film("L\u00C8on", "Nov 18 1994")}, "
            + $"{Film("1776", "Nov 09 2046")}, {Film("A  B", "Dec 31 1969")}]");
        var triples = MovieKnowledgeBase.Read(folder.In("movies.json"));

        Assert.Equal(
            ["Jaws directed_by Ann O", "Jaws release_year 1975", "Jaws imdb_rating 8.3", "1776 directed_by Ann O", "1776 imdb_rating 8.3",
                "A B directed_by Ann O", "A B imdb_rating 8.3"],
            triples.Select(triple => $"{triple.Subject} {triple.Relation} {triple.ObjectText}"));
        TripleFile.Write(folder.In("triples.ndjson"), triples);
        Assert.Equal(triples, TripleFile.Read(folder.In("triples.ndjson")));
    }

    [Fact]
    public void Should_name_the_line_that_is_no_triple()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("triples.ndjson"), """{"subject":"a","relation":"b","object":"c"}""" + "\n{}\n");
        Assert.Contains(":2 is no triple", Assert.Throws<ExperimentException>(() => TripleFile.Read(folder.In("triples.ndjson"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"r": {"train": ["a {subject}"], "validation": ["b {subject}"], "heldOut": ["A {subject}"]}}""", "twice")]
    [InlineData("""{"r": {"train": ["a {subject}"], "validation": [], "heldOut": ["c {subject}"]}}""", "empty part")]
    [InlineData("""{"r": {"train": ["a {subject}"], "validation": ["b"], "heldOut": ["c {subject}"]}}""", "without {subject}")]
    [InlineData("""{"r": {}}""", "can't be read")]
    public void Should_refuse_paraphrases_that_would_spoil_the_test(string json, string named)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("templates.json"), json);
        Assert.Contains(named, Assert.Throws<ExperimentException>(() => QuestionTemplates.ReadFile(folder.In("templates.json"))).Message,
            StringComparison.Ordinal);
    }

    private static string Film(string title, string date) =>
        $$"""{"Title": "{{title}}", "Release Date": "{{date}}", "Director": "Ann O", "Major Genre": null, "Distributor": null, "Source": null, "MPAA Rating": null, "IMDB Rating": 8.3}""";
}
