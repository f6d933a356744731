using Engram.MemoryNetworks.Facts;
using Engram.Text.Questions;
using Engram.Training.Recipes.Memories;

namespace Engram.Training.Recipes.Relations;

/// <summary>A training question.</summary>
/// <param name="Frame">Words around the entity.</param>
/// <param name="Inventory">Names of the entity's relations.</param>
/// <param name="Right">Index of the relation asked for; the length of the inventory when it is none of them.</param>
internal sealed record FrameExample(QuestionFrame Frame, IReadOnlyList<string> Inventory, int Right);

/// <summary>Draws training questions: a template, in some style, about an entity with some relations, often without the one asked for.
/// Names vary over all names of a concept, and some relations are made up, so that the network must decide by the names.</summary>
internal sealed class FrameSampler(AskedRelations relations, IReadOnlyList<IReadOnlyList<string>> signatures, double missing)
{
    private const double ShareOfData = 0.4;
    private const double ShareMadeUp = 0.06;
    private const int MostOthers = 9;
    private const int MadeUpLetters = 7;

    private readonly AskedRelation[] _asked = [.. relations.All.Where(relation => relation.Templates(QuestionPart.Train).Count > 0)];
    private readonly AskedRelation[] _ofData =
        [.. relations.All.Where(relation => relation.NameInData is not null && relation.Templates(QuestionPart.Train).Count > 0)];
    private readonly Dictionary<string, AskedRelation> _byName = relations.All.Where(relation => relation.NameInData is not null)
        .ToDictionary(relation => relation.NameInData!, StringComparer.Ordinal);

    /// <summary>Everything that training sees: the words of relations, templates and styles, and the words that can stand beside an
    /// entity.</summary>
    public RelationVocabulary Vocabulary()
    {
        var templates = _asked.SelectMany(relation => relation.Templates(QuestionPart.Train)).ToArray();
        var frames = templates.Concat(_asked.SelectMany(relation => relation.Things).Select(thing => $"{thing} {QuestionLexicon.Subject}"))
            .Concat(QuestionStyles.Beside)
            .Select(QuestionFrame.OfTemplate).ToArray();
        var words = frames.SelectMany(frame => frame.Words)
            .Concat(_asked.SelectMany(relation => relation.Names).SelectMany(QuestionWords.OfRelation))
            .Concat(QuestionStyles.Words.SelectMany(QuestionWords.Of));
        return new RelationVocabulary(Distinct(words), Distinct(frames.SelectMany(frame => frame.BesideEntity(-1))),
            Distinct(frames.SelectMany(frame => frame.BesideEntity(1))));
    }

    private static IReadOnlyList<string> Distinct(IEnumerable<string> words) =>
        [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public FrameExample Draw(QuestionPart part, Random random)
    {
        if (random.NextDouble() < ShareMadeUp)
            return MadeUp(random);
        var isOfData = random.NextDouble() < ShareOfData && _ofData.Length > 0;
        var pool = isOfData ? _ofData : _asked;
        AskedRelation asked;
        do
            asked = pool[random.Next(pool.Length)];
        while (asked.Templates(part).Count == 0);
        var templates = asked.Templates(part);
        var frame = QuestionFrame.OfTemplate(QuestionStyles.Draw(templates[random.Next(templates.Count)], asked.Things, random));
        var same = relations.SameQuestions[asked];
        var name = asked.NameInData is { } own && (isOfData || random.Next(2) == 0) ? own : asked.Names[random.Next(asked.Names.Count)];
        var isMissing = random.NextDouble() < missing;
        var others = isOfData && random.Next(4) > 0 ? OthersOfData(asked, isMissing, random) : OthersAtWill(asked, random);
        string[] inventory =
            [.. others.Where(other => !same.Contains(other.Relation)).Select(other => other.Name).Where(other =>
                other != name).Distinct(StringComparer.Ordinal)];
        return isMissing ? new FrameExample(frame, inventory, inventory.Length) : With(frame, inventory, name, random);
    }

    /// <summary>Relations of a random entity of the knowledge base. The entity has the relation asked for, unless that is to be
    /// missing.</summary>
    private IEnumerable<(AskedRelation Relation, string Name)> OthersOfData(AskedRelation asked, bool isMissing, Random random)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var signature = signatures[random.Next(signatures.Count)];
            if (isMissing || signature.Contains(asked.NameInData))
                return signature.Where(_byName.ContainsKey).Select(name => (_byName[name], name));
        }

        return [];
    }

    private IEnumerable<(AskedRelation Relation, string Name)> OthersAtWill(AskedRelation asked, Random random)
    {
        for (var count = random.Next(1, MostOthers + 1); count > 0; count--)
        {
            var other = _asked[random.Next(_asked.Length)];
            if (other != asked)
                yield return (other, other.Names[random.Next(other.Names.Count)]);
        }
    }

    /// <summary>Makes up a relation that no lexicon knows, and asks for it by name.</summary>
    private FrameExample MadeUp(Random random)
    {
        string[] words =
            [.. Enumerable.Range(0,
                random.Next(1, 3)).Select(_ =>
                    new string([.. Enumerable.Range(0, random.Next(3, MadeUpLetters)).Select(_ => (char)('a' + random.Next(26)))]))];
        string[] patterns = ["what is the {n} of {x}", "{n} of {x}", "{x} {n}", "which {n} does {x} have", "who is the {n} of {x}",
            "what {n} has {x}", "the {n} of {x}"];
        var frame = QuestionFrame.OfTemplate(
            QuestionStyles.Draw(
                patterns[random.Next(patterns.Length)].Replace("{n}", string.Join(' ', words), StringComparison.Ordinal), [], random));
        string[] inventory =
            [.. OthersAtWill(_asked[random.Next(_asked.Length)], random).Select(other => other.Name).Distinct(StringComparer.Ordinal)];
        return random.NextDouble() < missing ? new FrameExample(frame, inventory, inventory.Length)
            : With(frame, inventory, string.Join('_', words), random);
    }

    private static FrameExample With(QuestionFrame frame, string[] others, string name, Random random)
    {
        var right = random.Next(others.Length + 1);
        return new FrameExample(frame, [.. others[..right], name, .. others[right..]], right);
    }
}
