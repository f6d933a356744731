using Engram.Contracts.Questions;
using Engram.MemoryNetworks.Encoding;
using Engram.TestKit;
using Engram.Text.Documents;
using Engram.Training.Loop;
using Engram.Training.Recipes.Memories;

namespace Engram.Trainer.Tests.Memories;

/// <summary>Memories made from documents, by each <see cref="DocumentRepresentation"/>.</summary>
public sealed class When_documents_are_remembered : IDisposable
{
    private static readonly Document Jaws =
        new() { Title = "Jaws", Text = "In the year 1975 the film Jaws was directed by Steven Spielberg . It scared many ." };

    private readonly TemporaryFolder _folder = new();
    private readonly KnowledgeBase _knowledge;
    private readonly EntityVocabulary _symbols;

    public When_documents_are_remembered()
    {
        File.WriteAllLines(_folder.In("kb"), ["Jaws|directed_by|Steven Spielberg", "Jaws|release_year|1975"]);
        _knowledge = KnowledgeBase.Read(_folder.In("kb"));
        _symbols = EntityVocabulary.Build(
            _knowledge.Entities, [Jaws.Text, DocumentEntityMemories.WindowMark, DocumentEntityMemories.TitleMark], 1, 32);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_have_the_sentence_as_key_and_value() => AssertMemories(
        DocumentRepresentation.Sentence,
        ("in the year 1975 the film jaws was directed by steven_spielberg .",
            "in the year 1975 the film jaws was directed by steven_spielberg ."),
        ("it scared many .", "it scared many ."));

    [Fact]
    public void Should_have_three_symbols_on_each_side_of_an_entity() => AssertMemories(
        DocumentRepresentation.Window,
        ("in the year 1975 the film jaws", "1975"),
        ("1975 the film jaws was directed by", "jaws"),
        ("was directed by steven_spielberg .", "steven_spielberg"));

    [Fact]
    public void Should_write_what_is_beside_the_centre_in_a_second_dictionary()
    {
        AssertMemories(
            DocumentRepresentation.WindowCentre,
            ("2:in 2:the 2:year 1975 2:the 2:film 2:jaws", "1975"),
            ("2:1975 2:the 2:film jaws 2:was 2:directed 2:by", "jaws"),
            ("2:was 2:directed 2:by steven_spielberg 2:.", "steven_spielberg"));
        Assert.Equal("2:film 2:jaws", Words(Of(DocumentRepresentation.WindowCentre).Question(_symbols.Encoder.Encode("film Jaws"))));
    }

    [Fact]
    public void Should_tell_the_title_with_each_window_and_the_title_of_each_window() => AssertMemories(
        DocumentRepresentation.WindowTitle,
        ("_window_ 2:jaws 2:in 2:the 2:year 1975 2:the 2:film 2:jaws", "1975"),
        ("_title_ 2:in 2:the 2:year 2:1975 2:the 2:film 2:jaws", "jaws"),
        ("_title_ 2:1975 2:the 2:film 2:jaws 2:was 2:directed 2:by", "jaws"),
        ("_window_ 2:jaws 2:was 2:directed 2:by steven_spielberg 2:.", "steven_spielberg"),
        ("_title_ 2:was 2:directed 2:by 2:steven_spielberg 2:.", "jaws"));

    [Fact]
    public void Should_recall_the_keys_that_hold_an_entity_the_title_included()
    {
        Assert.Equal([0, 1], Of(DocumentRepresentation.Window).Recall("who directed Jaws").Order());
        Assert.Equal([0, 1, 2, 3], Of(DocumentRepresentation.WindowTitle).Recall("who directed Jaws").Order());
        Assert.Single(Of(DocumentRepresentation.WindowTitle, most: 1).Recall("who directed Jaws"));
        Assert.Equal([0], Of(DocumentRepresentation.Sentence).Recall("who directed Jaws"));
        Assert.Empty(Of(DocumentRepresentation.Sentence).Recall("who scared many"));
    }

    [Fact]
    public void Should_write_documents_in_which_every_fact_is_told()
    {
        var styles = new[] { false, true }.SelectMany(
            all =>
                new[] { false, true }.SelectMany(
                    joined => new[] { false, true }.Select(
                        referred => new DocumentStyle { AllTemplates = all, Conjunctions = joined, Coreference = referred })));
        foreach (var style in styles)
        {
            var document = Assert.Single(new MovieDocuments(_knowledge, style, new Random(3)).Write());
            Assert.Equal("Jaws", document.Title);
            Assert.Contains("Steven Spielberg", document.Text, StringComparison.Ordinal);
            Assert.Contains("1975", document.Text, StringComparison.Ordinal);
        }

        Assert.Equal("Jaws was directed by Steven Spielberg .\nJaws was released in 1975 .",
            new MovieDocuments(_knowledge, new DocumentStyle(), new Random(3)).Write().Single().Text);
        Assert.Contains(
            Enumerable.Range(0, 9), seed => new MovieDocuments(_knowledge, new DocumentStyle { Conjunctions = true }, new Random(seed))
                .Write().Single().Text == "Jaws was directed by Steven Spielberg and was released in 1975 .");
        Assert.Contains(
            Enumerable.Range(0, 9), seed => new MovieDocuments(_knowledge, new DocumentStyle { Coreference = true }, new Random(seed))
                .Write().Single().Text == "Jaws was directed by Steven Spielberg .\nit was released in 1975 .");
    }

    [Fact]
    public void Should_say_which_line_is_no_document()
    {
        File.WriteAllLines(_folder.In("documents"), ["{\"title\": \"a\", \"text\": \"b\"}", "{\"title\": \"a\"}"]);
        Assert.Contains(
            "Line 2 of", Assert.Throws<ExperimentException>(() => DocumentEntityMemories.ReadFile(_folder.In("documents")))
                .Message, StringComparison.Ordinal);
    }

    private DocumentEntityMemories Of(DocumentRepresentation representation, int most = 100) =>
        new([Jaws], _symbols, representation, 7, new HopLimits { MaxMemories = most, Steps = 1, MaxFacts = 100, MaxFactsOnTheWay = 100 });

    private void AssertMemories(DocumentRepresentation representation, params (string Key, string Value)[] expected)
    {
        var memories = Of(representation);
        Assert.Equal(
            expected, Enumerable.Range(0, memories.Count).Select(memory => (Words(memories.Key(memory)), Words(memories.Value(memory)))));
    }

    /// <summary>The words of the ids, names joined by underscores. Words of the second dictionary have the prefix 2:.</summary>
    private string Words(long[] ids) => string.Join(' ', ids.Select(id =>
        (id >= _symbols.Encoder.Count ? "2:" : "")
            + _symbols.Encoder.Vocabulary.Words[(int)(id % _symbols.Encoder.Count)].Replace(' ', '_')));
}
