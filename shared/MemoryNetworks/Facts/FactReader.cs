using System.Numerics.Tensors;
using Engram.Contracts.Questions;
using Engram.Text;
using Engram.Text.Languages;
using Engram.Text.Questions;

namespace Engram.MemoryNetworks.Facts;

/// <summary>
/// Reads questions about facts (<c>docs/models/relation-memory.md</c>): which entity a question is about, which of its relations, and the
/// probability that this reading is right. It holds no network: callers pass in the <see cref="RelationReading"/> of each interpretation.
/// </summary>
/// <param name="encoder">The encoder the network was trained with.</param>
/// <param name="calibration">The network's fitted calibration.</param>
/// <param name="relations">All relations of the knowledge base the network was trained on, if its paths may use any of them; null: only
/// relations of the question's own entity.</param>
public sealed class FactReader(RelationEncoder encoder, AnswerCalibration calibration, IReadOnlyList<string>? relations = null)
{
    private const int MostPairs = 6;

    public AnswerCalibration Calibration => calibration;

    /// <summary>All ways to read a question. If it can be read as a claim about two entities, those are the only ways returned.</summary>
    /// <param name="text">The question as asked.</param>
    /// <param name="mentions">Where it may name entities.</param>
    /// <param name="graph">Facts of these entities.</param>
    public IReadOnlyList<Interpretation> Interpret(string text, IReadOnlyList<EntityMention> mentions, IFactGraph graph)
    {
        ArgumentNullException.ThrowIfNull(mentions);
        ArgumentNullException.ThrowIfNull(graph);
        var tokens = Tokenizer.Tokenize(text);
        var claims = from first in mentions.Take(MostPairs)
                     from second in mentions.Take(MostPairs)
                     where first.Start + first.Length <= second.Start
                     let frame = FrameOf(tokens, first, second)
                     where frame.Form == QuestionForm.YesNo
                     let relations = RelationsBetween(graph, first, second)
                     where relations.Count > 0
                     select Interpret([first, second], frame, relations);
        return claims.ToArray() is { Length: > 0 } found ? found
            : [.. mentions.Select(mention => Interpret([mention], FrameOf(tokens, mention), relations ?? RelationsOf(graph, mention)))];
    }

    /// <summary>The most probable way to read a question; among equals, the one about the longest name.</summary>
    /// <param name="interpretations">At least one.</param>
    /// <param name="readings">One per interpretation.</param>
    /// <param name="mentions">All mentions of the question.</param>
    public ReadInterpretation Choose(
        IReadOnlyList<Interpretation> interpretations, IReadOnlyList<RelationReading> readings, IReadOnlyList<EntityMention> mentions)
    {
        ArgumentNullException.ThrowIfNull(interpretations);
        return interpretations.Zip(readings, (interpretation, reading) => Read(interpretation, reading, mentions))
            .MaxBy(read => read.Score)!;
    }

    private static QuestionFrame FrameOf(IReadOnlyList<string> tokens, params EntityMention[] about) =>
        QuestionFrame.Of(tokens, [.. about.Select(mention => (mention.Start, mention.Length))]);

    private Interpretation Interpret(IReadOnlyList<EntityMention> about, QuestionFrame frame, IReadOnlyList<string> inventory) =>
        new(about, frame, inventory, new RelationQuestion(encoder.Encode(frame), [.. inventory.Select(encoder.EncodeRelation)]));

    /// <summary>Relations of a name's entities. The reverse of a symmetric relation, such as <c>borders</c>, says the same and is left
    /// out.</summary>
    private static IReadOnlyList<string> RelationsOf(IFactGraph graph, EntityMention mention)
    {
        var all = mention.Entities.SelectMany(graph.RelationsOf).ToHashSet(StringComparer.Ordinal);
        HashSet<string> Values(string relation) =>
            [.. mention.Entities.SelectMany(entity => graph.FactsOf(entity, relation)).Select(fact => fact.Value)];
        return [.. all.Where(relation =>
            !(
                relation.StartsWith('!') && all.Contains(relation[1..])
                    && Values(relation).SetEquals(Values(relation[1..])))).Order(StringComparer.Ordinal)];
    }

    /// <summary>Forward relations in which one of the names is the subject of some fact, and one of them the value of some fact.</summary>
    private static IReadOnlyList<string> RelationsBetween(IFactGraph graph, EntityMention first, EntityMention second)
    {
        var (one, other) = (RelationsOf(graph, first), RelationsOf(graph, second));
        return [.. one.Concat(other).Where(relation => !relation.StartsWith('!')).Distinct(StringComparer.Ordinal).Where(relation =>
            one.Contains('!' + relation) || other.Contains('!' + relation)).Order(StringComparer.Ordinal)];
    }

    private ReadInterpretation Read(Interpretation interpretation, RelationReading reading, IReadOnlyList<EntityMention> mentions)
    {
        var (path, probability) = Follow(interpretation, reading);
        var unexplained = Unexplained(interpretation.Frame, path);
        var worst = interpretation.About.MaxBy(mention => mention.Match)!;
        var evidence = new AnswerEvidence
        {
            Probability = probability,
            UnexplainedWords = unexplained.Count,
            UnexplainedBesideName = BesideName(interpretation.Frame).Count(unexplained.Contains),
            OddNeighbors = encoder.OddNeighbors(interpretation.Frame),
            IsCoordinated = BesideName(interpretation.Frame).Any(word => word is "and" or "or"),
            Match = worst.Match,
            EditShare = (double)worst.Edits / Math.Max(1, worst.Entities[0].Length),
            IsNameOfQuestionWords = interpretation.About.Any(IsOfQuestionWords),
            HasOtherName = mentions.Any(mention => IsBeside(mention, interpretation)),
            IsShared = interpretation.About.Any(mention => mention.Entities.Count > 1),
            IsBare = interpretation.Frame.Words.All(word => word == QuestionFrame.Entity),
            Form = interpretation.Frame.Form,
        };
        return new ReadInterpretation(
            interpretation, path, reading, evidence, unexplained, path.Count == 0 ? 0 : calibration.ScoreOf(evidence));
    }

    /// <summary>The relation that each hop addresses most, until "none", and their joint probability.</summary>
    private static (IReadOnlyList<string> Path, double Probability) Follow(Interpretation interpretation, RelationReading reading)
    {
        var path = new List<string>();
        var probability = 1.0;
        foreach (var hop in reading.Hops)
        {
            // The first hop takes the likeliest relation even if "none" is likelier: the score accounts for that.
            var best = TensorPrimitives.IndexOfMax(path.Count == 0 ? hop.AsSpan(0, hop.Length - 1) : hop);
            if (best < 0)
                return ([], 0);
            probability *= hop[best];
            if (best == hop.Length - 1)
                break;
            path.Add(interpretation.Relations[best]);
        }

        return (path, probability);
    }

    private IReadOnlyList<string> Unexplained(QuestionFrame frame, IReadOnlyList<string> path)
    {
        var named = path.SelectMany(QuestionWords.OfRelation).Select(PorterStemmer.Stem).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. frame.Words.Where(
                word => word != QuestionFrame.Entity && !encoder.Knows(word) && !FunctionWords.Contains(word, "en")
                    && !named.Contains(PorterStemmer.Stem(word)))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> BesideName(QuestionFrame frame) => frame.Words.Where((_, at) =>
        frame.Words.ElementAtOrDefault(at + 1) == QuestionFrame.Entity || (at > 0 && frame.Words[at - 1] == QuestionFrame.Entity));

    private static bool IsOfQuestionWords(EntityMention mention) => mention.Match != MentionMatch.Corrected
        && mention.Entities.All(entity => QuestionWords.Of(entity).All(QuestionLexicon.IsQuestionWord));

    /// <summary>Whether a mention lies outside the interpretation's mentions and is certainly a name.</summary>
    private static bool IsBeside(EntityMention mention, Interpretation interpretation) =>
        mention.Match == MentionMatch.Exact && !IsOfQuestionWords(mention)
        && interpretation.About.All(about => mention.Start + mention.Length <= about.Start || about.Start + about.Length <= mention.Start);
}
