using Engram.MemorySearch.Index;
using Engram.Text.Questions;
using Engram.Training.Loop;
using Engram.Training.Recipes.Memories;

namespace Engram.Training.Recipes.Relations;

/// <summary>A relation that people ask for, in one direction, with its names and its question templates. A template is in one part
/// only.</summary>
internal sealed class AskedRelation(IReadOnlyList<string> names, IReadOnlyList<string> things)
{
    private const int Parts = 20;
    private const int ValidationParts = 2;
    private const int HeldOutParts = 1;

    private readonly Dictionary<QuestionPart, List<string>> _templates = Enum.GetValues<QuestionPart>()
        .ToDictionary(part => part, _ => new List<string>());

    /// <summary>Its names; those read from the object start with <c>!</c>.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Nouns for its subjects.</summary>
    public IReadOnlyList<string> Things => things;

    /// <summary>Its name in the training knowledge base; null when that lacks it.</summary>
    public string? NameInData { get; set; }

    public IReadOnlyList<string> Templates(QuestionPart part) => _templates[part];

    public IEnumerable<string> AllTemplates => _templates.Values.SelectMany(templates => templates);

    public void Add(QuestionPart part, IEnumerable<string> templates) =>
        _templates[part].AddRange(templates.Except(AllTemplates.ToHashSet()));

    /// <summary>Adds templates, each to the part given by a hash of its text.</summary>
    public void AddSplit(IEnumerable<string> templates)
    {
        foreach (var template in templates.Distinct(StringComparer.Ordinal))
        {
            var part = (int)(
                (uint)TrainingLoop.HashCodeOf(template.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)), 1) % Parts);
            Add(
                part < ValidationParts ? QuestionPart.Validation : part < ValidationParts + HeldOutParts ? QuestionPart.HeldOut
                    : QuestionPart.Train, [template]);
        }
    }
}

/// <summary>All relations that can be asked for: those of the lexicon, and those of a knowledge base with its paraphrases.</summary>
internal sealed class AskedRelations
{
    private static readonly string[] NounPatterns =
    [
        "{who} is the {n} of {x}", "{who} was the {n} of {x}", "{who} is {x} 's {n}", "name the {n} of {x}", "{n} of {x}",
        "the {n} of {x}", "{x} {n}", "{n} {x}", "{x} 's {n}",
        "which {n} does {x} have", "what {n} does {x} have", "what is the {n} of {x}", "give me the {n} of {x}", "the {n} of {x} is",
        "the {n} of {x} is {who}", "which {n} has {x}",
        "find the {n} of {x}", "{who} is the {n} for {x}", "{n} for {x}", "{x} , {n}", "{who} is listed as the {n} of {x}",
        "{who} 's the {n} of {x}",
    ];

    private static readonly string[] ClaimPatterns =
    [
        "is {y} the {n} of {x}", "was {y} the {n} of {x}", "is the {n} of {x} {y}", "is {x} 's {n} {y}", "does {x} have the {n} {y}",
        "is it true that the {n} of {x} is {y}",
    ];

    private readonly List<AskedRelation> _all = [];

    /// <param name="relations">Relations of the knowledge base; reversed ones start with <c>!</c>.</param>
    /// <param name="templates">Paraphrases by relation; some relations may have none.</param>
    public AskedRelations(IReadOnlyCollection<string> relations, IReadOnlyDictionary<string, RelationTemplates> templates)
    {
        foreach (var concept in QuestionLexicon.Concepts)
        {
            Add(new([.. concept.Relations, .. concept.Nouns.Select(Joined), .. concept.Inverse.Select(Triple.Reversed)], concept.Things),
                [.. concept.Asks, .. concept.Nouns.SelectMany(noun => Patterns(NounPatterns, noun, concept.Who)), .. ClaimsOf(concept)]);
            Add(new([.. concept.Relations.Select(Triple.Reversed), .. concept.Inverse], []),
                [.. concept.InverseAsks, .. CountsOf(concept)]);
        }

        foreach (var relation in relations)
        {
            if (_all.FirstOrDefault(known => known.NameInData is null && known.Names.Contains(relation)) is not { } asked)
                Add(asked = new([relation], []), templates.ContainsKey(relation) ? [] : AsksByName(relation));
            asked.NameInData = relation;
            if (!templates.TryGetValue(relation, out var own))
                continue;
            foreach (var part in Enum.GetValues<QuestionPart>())
                asked.Add(
                    part, own.Of(part).Select(
                        template => template.Replace(RelationTemplates.Subject, QuestionLexicon.Subject, StringComparison.Ordinal)));
        }

        var byFrame = _all.SelectMany(relation => relation.AllTemplates, (relation, template) => (relation, Frame: WordsOf(template)))
            .ToLookup(entry => entry.Frame, entry => entry.relation);
        SameQuestions = _all.ToDictionary(
            relation => relation, relation => relation.AllTemplates.SelectMany(template => byFrame[WordsOf(template)]).ToHashSet());
    }

    public IReadOnlyList<AskedRelation> All => _all;

    /// <summary>For each relation, those that share a question in the same words, including itself.</summary>
    public IReadOnlyDictionary<AskedRelation, HashSet<AskedRelation>> SameQuestions { get; }

    /// <summary>The words of a template; templates with the same words are the same question.</summary>
    public static string WordsOf(string template) => string.Join(' ', QuestionFrame.OfTemplate(template).Words);

    private void Add(AskedRelation relation, IEnumerable<string> templates)
    {
        relation.AddSplit(templates);
        _all.Add(relation);
    }

    private static IEnumerable<string> ClaimsOf(QuestionConcept concept)
    {
        foreach (var noun in concept.Nouns.SelectMany(noun => Patterns(ClaimPatterns, noun, concept.Who)))
            yield return noun;
        if (concept is not { Past: { } past, Base: { } verb })
            yield break;
        var participle = concept.Participle ?? past;
        foreach (var claim in (string[])[$"did {{y}} {verb} {{x}}", $"was {{x}} {participle} by {{y}}", $"has {{y}} {participle} {{x}}",
            $"is {{x}} {participle} by {{y}}", $"did {{y}} really {verb} {{x}}", $"is it true that {{y}} {past} {{x}}",
            $"is {{y}} the one who {past} {{x}}"])
            yield return claim;
    }

    /// <summary>Turns questions for a list into questions for its length.</summary>
    private static IEnumerable<string> CountsOf(QuestionConcept concept) => concept.InverseAsks.Select(ask => ask.Split(' ', 2))
        .Where(
            words => words is ["which" or "what", var rest]
                && concept.Of.Any(noun => rest.StartsWith(noun + " ", StringComparison.Ordinal))).Select(words => $"how many {words[1]}");

    private static IEnumerable<string> AsksByName(string relation)
    {
        var words = QuestionWords.OfRelation(relation).Where(word => word != "!").ToArray();
        return Patterns(NounPatterns, string.Join(' ', words), "what");
    }

    private static IEnumerable<string> Patterns(IEnumerable<string> patterns, string noun, string who) =>
        patterns.Select(pattern => pattern.Replace("{n}", noun, StringComparison.Ordinal).Replace("{who}", who, StringComparison.Ordinal));

    private static string Joined(string noun) => noun.Replace(' ', '_');
}
