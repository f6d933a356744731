using Engram.MemorySearch.Index;
using Engram.Text.Questions;
using Engram.Training.Recipes.Memories;

namespace Engram.Training.Recipes.Relations;

/// <summary>Makes questions as strangers ask them, to calibrate and measure. With an answer: facts, keywords, misspellings, lists, counts,
/// yes or no. Without: relations, entities and facts that the set lacks, two names at once, negations, other languages,
/// gibberish.</summary>
/// <param name="relations">What can be asked.</param>
/// <param name="facts">The facts of the set.</param>
/// <param name="absent">Names from the same world that the set does not hold.</param>
/// <param name="part">Part whose templates are used.</param>
internal sealed class CheckQuestions(AskedRelations relations, SubjectFacts facts, IReadOnlyList<string> absent, QuestionPart part)
{
    private const int ShortestMisspelt = 8;
    private const int MostListed = 40;

    private static readonly (string Kind, int Weight)[] Kinds =
    [
        ("known", 40), ("misspelt", 7), ("list", 7), ("count", 4), ("yes-no", 9), ("two-entities", 3), ("negation", 3),
        ("no-such-relation", 14), ("absent-entity", 9), ("invented-entity", 9),
        ("forgotten", 4), ("out-of-domain", 4), ("other-language", 2),
    ];

    private static readonly string[] Elsewhere =
    [
        "what is the weather like today", "how do i reset my password", "what is 12 plus 30", "good morning", "???", "hello",
        "when does the shop close", "who are you", "what can you do",
        "tell me a joke", "is it raining", "thanks a lot", "what time is it", "where is my phone", "how are you", "asdf qwer zxcv",
        "i am hungry", "why", "who", "what is the meaning of life", "call my mother",
        "how do i get to the station", "which bus goes to the airport", "what should i cook tonight", "the the the", "what what what",
        "lorem ipsum dolor sit amet", "is anybody there", "write a poem", "stop",
    ];

    private static readonly string[] Foreign =
    [
        "wer hat {x} gedreht", "wann kam {x} heraus", "qui a réalisé {x}", "de quel genre est {x}", "quién dirigió {x}",
        "en qué año salió {x}", "chi ha diretto {x}", "welches genre hat {x}",
        "hvem instruerede {x}", "quem dirigiu {x}", "wie heißt der regisseur von {x}", "quel est le pays de {x}", "wo liegt {x}",
        "cuál es la capital de {x}", "wer schrieb {x}",
    ];

    private static readonly string[] InventedWords =
    [
        "Amber", "Lantern", "Hollow", "Ferry", "Orchard", "Thimble", "Meridian", "Copper", "Willow", "Harbor", "Velvet", "Marble",
        "Gravel", "Anchor", "Saffron", "Glacier", "Ember", "Compass", "Pepper", "Linen",
        "Quarry", "Sextant", "Tundra", "Walnut", "Yarrow", "Zephyr", "Bramble", "Cinder", "Dulcimer", "Falcon", "Garnet", "Heron",
        "Juniper", "Kestrel", "Lagoon", "Mosaic", "Nectar", "Obelisk", "Parasol", "Ripple",
    ];

    private static readonly (string From, string To)[] Negations = [("did", "did not"), ("was", "was not"), ("is", "is not"),
        ("does", "does not"), ("has", "has never"), ("directed", "never directed"), ("who", "who never")];

    private readonly AskedRelation[] _known =
        [.. relations.All.Where(relation =>
            relation.NameInData is { } name && relation.Templates(part).Count > 0 && facts.SubjectsOf(name).Count > 0)];
    private readonly AskedRelation[] _unknown =
        [.. relations.All.Where(relation => relation.NameInData is null && relation.Templates(part).Count > 0
        && !relations.SameQuestions[relation].Any(same => same.NameInData is not null)
        && !relation.Names.Any(name => relations.All.Any(known => known.NameInData is not null && known.Names.Contains(name))))];

    public IReadOnlyList<CheckedQuestion> Draw(int count, Random random)
    {
        var total = Kinds.Sum(kind => kind.Weight);
        var made = new List<CheckedQuestion>();
        for (var tries = 0; made.Count < count && tries < 20 * count; tries++)
        {
            var at = random.Next(total);
            var kind = Kinds.First(kind => (at -= kind.Weight) < 0).Kind;
            if (Make(kind, random) is { } question)
                made.Add(question);
        }

        return made;
    }

    private CheckedQuestion? Make(string kind, Random random)
    {
        var asked = _known[random.Next(_known.Length)];
        var relation = asked.NameInData!;
        var subjects = facts.SubjectsOf(relation);
        var subject = subjects[random.Next(subjects.Count)];
        return kind switch
        {
            "known" => Of(kind, Surface(Ask(asked, subject, random), random), facts.ValuesOf(subject, relation)),
            "misspelt" when subject.Length >= ShortestMisspelt =>
                Of(kind, Ask(asked, Misspell(subject, random), random), facts.ValuesOf(subject, relation)),
            "list" => List(asked, subject, random),
            "count" => Count(asked, subject, random),
            "yes-no" => Claim(asked, subject, random),
            "two-entities" => new(kind, Ask(asked, $"{subject} and {subjects[random.Next(subjects.Count)]}", random), null),
            "negation" => Negate(asked, subject, random),
            "no-such-relation" when _unknown.Length > 0 =>
                new(kind, Surface(Ask(_unknown[random.Next(_unknown.Length)], subject, random), random), null),
            "absent-entity" when absent.Count > 0 =>
                new(kind, Surface(Ask(asked, absent[random.Next(absent.Count)], random), random), null),
            "invented-entity" => new(kind, Ask(asked, Invent(random), random), null),
            "forgotten" => Forgotten(asked, random),
            "out-of-domain" => new(kind, Elsewhere[random.Next(Elsewhere.Length)], null),
            "other-language" =>
                new(kind, Foreign[random.Next(Foreign.Length)].Replace(QuestionLexicon.Subject, subject, StringComparison.Ordinal), null),
            _ => null,
        };
    }

    private static CheckedQuestion Of(string kind, string text, IReadOnlyList<string> answers) => new(kind, text, answers);

    private string Ask(AskedRelation asked, string subject, Random random)
    {
        string[] templates =
            [.. asked.Templates(part).Where(template => !template.Contains(QuestionLexicon.Claimed,
                StringComparison.Ordinal) && !IsCount(template))];
        if (templates.Length == 0)
            templates =
                [.. asked.Templates(QuestionPart.Train).Where(template => !template.Contains(QuestionLexicon.Claimed,
                    StringComparison.Ordinal) && !IsCount(template))];
        return QuestionStyles.Draw(templates[random.Next(templates.Length)], asked.Things, random)
            .Replace(QuestionLexicon.Subject, subject, StringComparison.Ordinal);
    }

    private CheckedQuestion? List(AskedRelation asked, string subject, Random random)
    {
        var values = facts.ValuesOf(subject, asked.NameInData!);
        return values.Count is > 1 and <= MostListed ? new("list", Ask(asked, subject, random), values, IsList: true) : null;
    }

    private CheckedQuestion? Count(AskedRelation asked, string subject, Random random)
    {
        string[] counts = [.. asked.AllTemplates.Where(IsCount)];
        var values = facts.ValuesOf(subject, asked.NameInData!);
        return counts.Length > 0 && values.Count > 0 && asked.NameInData!.StartsWith('!')
            ? new("count", counts[random.Next(counts.Length)].Replace(QuestionLexicon.Subject, subject, StringComparison.Ordinal),
                [values.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)])
            : null;
    }

    private CheckedQuestion? Claim(AskedRelation asked, string subject, Random random)
    {
        string[] claims =
            [.. asked.Templates(part).Where(template => template.Contains(QuestionLexicon.Claimed, StringComparison.Ordinal))];
        if (claims.Length == 0)
            return null;
        var right = facts.ValuesOf(subject, asked.NameInData!);
        var others = facts.SubjectsOf(asked.NameInData!);
        var claimed = random.Next(2) == 0 ? right[random.Next(right.Count)]
            : facts.ValuesOf(others[random.Next(others.Count)], asked.NameInData!)[0];
        var text = claims[random.Next(claims.Length)].Replace(QuestionLexicon.Subject, subject, StringComparison.Ordinal)
            .Replace(QuestionLexicon.Claimed, claimed, StringComparison.Ordinal);
        return new("yes-no", text, [right.Contains(claimed) ? "yes" : "no"]);
    }

    private CheckedQuestion? Negate(AskedRelation asked, string subject, Random random)
    {
        var words = Ask(asked, QuestionLexicon.Subject, random).Split(' ');
        var (from, to) = Negations[random.Next(Negations.Length)];
        return Array.IndexOf(words, from) is var at and >= 0
            ? new(
                "negation", string.Join(' ', [.. words[..at], to, .. words[(at + 1)..]])
                    .Replace(QuestionLexicon.Subject, subject, StringComparison.Ordinal), null)
            : null;
    }

    /// <summary>Asks about an entity for a relation that others of its kind have and it lacks.</summary>
    private CheckedQuestion? Forgotten(AskedRelation asked, Random random)
    {
        var subject = facts.Subjects[random.Next(facts.Subjects.Count)];
        var isKin = facts.RelationsOf(subject).Any(relation => relation.StartsWith('!') == asked.NameInData!.StartsWith('!'));
        return isKin && facts.ValuesOf(subject, asked.NameInData!).Count == 0 ? new("forgotten", Ask(asked, subject, random), null) : null;
    }

    private static string Surface(string text, Random random) => random.NextDouble() switch
    {
        < 0.2 => string.Join(' ', QuestionWords.Of(text)),
        < 0.5 => char.ToUpperInvariant(text[0]) + text[1..] + "?",
        < 0.6 => text.ToUpperInvariant(),
        _ => text + "?",
    };

    private static string Misspell(string name, Random random)
    {
        var at = random.Next(1, name.Length - 1);
        while (!char.IsLetter(name[at]))
            at = random.Next(1, name.Length - 1);
        return random.Next(4) switch
        {
            0 => name.Remove(at, 1),
            1 => name.Insert(at, name[at].ToString()),
            2 => $"{name[..(at - 1)]}{name[at]}{name[at - 1]}{name[(at + 1)..]}",
            _ => $"{name[..at]}{(char)('a' + random.Next(26))}{name[(at + 1)..]}",
        };
    }

    private string Invent(Random random)
    {
        string Word() =>
            random.Next(3) == 0 && QuestionWords.Of(facts.Subjects[random.Next(facts.Subjects.Count)]).ToArray() is { Length: > 1 } words
            ? char.ToUpperInvariant(words[^1][0]) + words[^1][1..]
            : InventedWords[random.Next(InventedWords.Length)];
        var name = $"{Word()} {Word()}";
        return random.Next(2) == 0 ? $"The {name}" : name;
    }

    private static bool IsCount(string template) => template.StartsWith("how many", StringComparison.Ordinal);
}

/// <summary>The facts of a set by subject and relation, including reversed ones.</summary>
internal sealed class SubjectFacts
{
    private readonly Dictionary<(string Subject, string Relation), List<string>> _values = [];
    private readonly Dictionary<string, List<string>> _subjectsOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _relationsOf = new(StringComparer.Ordinal);

    public SubjectFacts(IEnumerable<Triple> triples)
    {
        foreach (var triple in triples.Distinct())
        {
            Add(triple.Subject, triple.Relation, triple.ObjectText);
            Add(triple.ObjectText, Triple.Reversed(triple.Relation), triple.Subject);
        }

        Subjects = [.. _relationsOf.Keys];
    }

    public IReadOnlyList<string> Subjects { get; }

    public IReadOnlyCollection<string> Relations => _subjectsOf.Keys;

    public IReadOnlyCollection<string> RelationsOf(string subject) => _relationsOf[subject];

    public IReadOnlyList<string> SubjectsOf(string relation) => _subjectsOf.GetValueOrDefault(relation) ?? [];

    public IReadOnlyList<string> ValuesOf(string subject, string relation) => _values.GetValueOrDefault((subject, relation)) ?? [];

    private void Add(string subject, string relation, string value)
    {
        if (!_relationsOf.TryGetValue(subject, out var relations))
            _relationsOf.Add(subject, relations = new(StringComparer.Ordinal));
        relations.Add(relation);
        if (!_values.TryGetValue((subject, relation), out var values))
        {
            _values.Add((subject, relation), values = []);
            if (!_subjectsOf.TryGetValue(relation, out var subjects))
                _subjectsOf.Add(relation, subjects = []);
            subjects.Add(subject);
        }

        if (!values.Contains(value))
            values.Add(value);
    }
}
