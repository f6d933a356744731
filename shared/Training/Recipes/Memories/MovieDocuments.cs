using Engram.Text.Documents;

namespace Engram.Training.Recipes.Memories;

/// <summary>How documents are written from a knowledge base (Miller et al. 2016, 5.3: synthetic documents).</summary>
public sealed record DocumentStyle
{
    /// <summary>Whether each relation has several wordings rather than one.</summary>
    public bool AllTemplates { get; init; }

    /// <summary>Whether half of the facts are joined to the sentence before them by "and".</summary>
    public bool Conjunctions { get; init; }

    /// <summary>Whether four in five sentences after the first say "it" or "the film" instead of the title.</summary>
    public bool Coreference { get; init; }
}

/// <summary>Writes a document for each film of a knowledge base: one sentence per relation, with all its values in a list.</summary>
public sealed class MovieDocuments(KnowledgeBase knowledge, DocumentStyle style, Random random)
{
    // Shares from the paper's row "all + conjunctions (50 %) + coreference (80 %)".
    private const double JoinedShare = 0.5;
    private const double ReferredShare = 0.8;

    private const string Values = "{values}";

    private static readonly string[] References = ["it", "the film", "this film", "the movie"];

    /// <summary>Text after the title. Without <see cref="DocumentStyle.AllTemplates"/> only the first wording of each relation is
    /// used.</summary>
    private static readonly Dictionary<string, string[]> Tellings = new(StringComparer.Ordinal)
    {
        ["directed_by"] = ["was directed by {values}", "is a film by the director {values}", "was made under the direction of {values}",
            "had {values} as its director"],
        ["written_by"] = ["was written by {values}", "has a screenplay by {values}", "is based on a script that {values} wrote",
            "comes from the pen of {values}"],
        ["starred_actors"] =
            ["starred {values}", "has {values} in its leading roles", "was played by {values}", "features the actors {values}"],
        ["release_year"] =
            ["was released in {values}", "came out in {values}", "first reached cinemas in {values}", "had its premiere in {values}"],
        ["has_genre"] =
            ["is a film of the genre {values}", "falls under {values}", "belongs to the genre {values}", "can be called a {values} film"],
        ["in_language"] =
            ["is in the language {values}", "was filmed in {values}", "is spoken in {values}", "was made in the {values} language"],
        ["has_tags"] = ["is described by {values}", "has been tagged {values}", "makes people think of {values}", "is known for {values}"],
        ["has_imdb_rating"] =
            ["is rated {values}", "has a rating that is {values}", "is thought by viewers to be {values}", "was judged {values}"],
        ["has_imdb_votes"] = ["is by its votes {values}", "has a number of votes that makes it {values}", "counts as {values} by votes",
            "was voted on so much that it is {values}"],
    };

    /// <summary>Writes a document for each entity that is the subject of a fact with a wording, in the order of the knowledge
    /// base.</summary>
    public IEnumerable<Document> Write() =>
        knowledge.Facts.Where(fact => Tellings.ContainsKey(fact.Relation)).GroupBy(fact => fact.Subject).Select(Write);

    private Document Write(IGrouping<int, EntityFact> film)
    {
        var title = knowledge.Entities[film.Key];
        var text = "";
        foreach (var (index, relation) in film.GroupBy(fact => fact.Relation, StringComparer.Ordinal).Index())
        {
            var tellings = Tellings[relation.Key];
            var telling = (style.AllTemplates ? tellings[random.Next(tellings.Length)] : tellings[0])
                .Replace(Values, ListOf([.. relation.Select(fact => knowledge.Entities[fact.Value])]), StringComparison.Ordinal);
            if (index > 0 && style.Conjunctions && random.NextDouble() < JoinedShare)
            {
                text += $" and {telling}";
                continue;
            }

            var subject = index > 0 && style.Coreference && random.NextDouble() < ReferredShare ? References[random.Next(References.Length)]
                : title;
            text += $"{(index > 0 ? " .\n" : "")}{subject} {telling}";
        }

        return new Document { Title = title, Text = text + " ." };
    }

    private static string ListOf(string[] values) =>
        values.Length == 1 ? values[0] : $"{string.Join(" , ", values[..^1])} and {values[^1]}";
}
