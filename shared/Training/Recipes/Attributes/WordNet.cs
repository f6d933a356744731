using System.Globalization;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Attributes;

/// <summary>Recognizes nouns and adjectives without a tagger, by WordNet 3.0 (Fellbaum 1998; Debian's wordnet-base). A word qualifies when
/// WordNet lists its base form as either, and its sense counts have it as either at least as often as verb or adverb.</summary>
public sealed class WordNet
{
    /// <summary>Environment variable that names the folder with WordNet's files when it is not Debian's.</summary>
    public const string PathVariable = "ENGRAM_WORDNET";

    private const string DebianFolder = "/usr/share/wordnet";
    private const string LicenceIndent = "  ";

    // Endings and their replacements in the base form, from WordNet's own morphy (manual page morphy(7WN)).
    private static readonly (string Ending, string Base)[] NounEndings =
        [("s", ""), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"), ("men", "man"), ("ies", "y")];

    private static readonly (string Ending, string Base)[] VerbEndings =
        [("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", "")];

    private static readonly (string Ending, string Base)[] AdjectiveEndings = [("er", ""), ("est", ""), ("er", "e"), ("est", "e")];

    // Determiners, pronouns, prepositions, conjunctions, auxiliaries, and the numbers that captions count with. They never qualify,
    // although WordNet has nouns spelled like some of them (a, in, us).
    private static readonly HashSet<string> ClosedClasses = new(
        ("""
        a an the this that these those some any no none each every either neither both all half much many more most few less least several
        such same other another
        i me my mine we us our ours you your yours he him his she her hers it its they them their theirs who whom whose which what one
        ones oneself self
        about above across after against along amid among around as at before behind below beneath beside besides between beyond but by
        despite down during
        except for from in inside into like near of off on onto opposite out outside over past per plus round since than through
        throughout till to toward towards
        under underneath until up upon versus via with within without and or nor so yet if because while although though unless whereas
        whether when where why how
        am is are was were be been being do does did done doing have has had having can could may might must shall should will would ought
        need dare
        not very too also just only even ever never there here then now thus hence again almost quite rather well away back together
        zero two three four five six seven eight nine ten ok etc
        """).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private readonly PartOfSpeech _noun;
    private readonly PartOfSpeech _adjective;
    private readonly PartOfSpeech _verb;
    private readonly PartOfSpeech _adverb;
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    private WordNet(string folder)
    {
        var counts = ReadCounts(Path.Combine(folder, "cntlist.rev"));
        _noun = new PartOfSpeech(folder, "noun", counts["noun"], NounEndings);
        _adjective = new PartOfSpeech(folder, "adj", counts["adj"], AdjectiveEndings);
        _verb = new PartOfSpeech(folder, "verb", counts["verb"], VerbEndings);
        _adverb = new PartOfSpeech(folder, "adv", counts["adv"], []);
    }

    /// <summary>Reads the installed files.</summary>
    /// <exception cref="ExperimentException">They are not installed; the message says how to install them.</exception>
    public static WordNet Open() => Open(Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named ? named : DebianFolder);

    /// <summary>Reads the files of a folder.</summary>
    /// <exception cref="ExperimentException">A file is missing.</exception>
    public static WordNet Open(string folder)
    {
        try
        {
            return new WordNet(folder);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ExperimentException(
                $"Nouns and adjectives are told by WordNet, which is not in {folder}: run 'make train-data' (Debian's wordnet-base), or "
                    + $"let {PathVariable} name the folder with index.noun. {e.Message}", e);
        }
    }

    /// <summary>Whether a word is a noun or an adjective.</summary>
    /// <param name="word">In lower case.</param>
    public bool IsNounOrAdjective(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (!_known.TryGetValue(word, out var describes))
            _known[word] = describes = Decide(word);
        return describes;
    }

    private bool Decide(string word)
    {
        if (word.Length < 2 || !char.IsLetter(word[0]) || ClosedClasses.Contains(word))
            return false;
        var (noun, adjective) = (_noun.CountOf(word), _adjective.CountOf(word));
        return (noun ?? adjective) is not null && (noun ?? 0) + (adjective ?? 0) >= (_verb.CountOf(word) ?? 0)
            + (_adverb.CountOf(word) ?? 0);
    }

    /// <summary>Sums how often the senses of each word occur in WordNet's tagged texts, by part of speech.</summary>
    private static Dictionary<string, Dictionary<string, int>> ReadCounts(string path)
    {
        var counts = new Dictionary<string, Dictionary<string, int>>
        {
            ["noun"] = new(StringComparer.Ordinal),
            ["verb"] = new(StringComparer.Ordinal),
            ["adj"] = new(StringComparer.Ordinal),
            ["adv"] = new(StringComparer.Ordinal),
        };
        foreach (var line in File.ReadLines(path))
        {
            // Fields: lemma%type:..., sense number, count. Types: 1 noun, 2 verb, 3 adjective, 4 adverb, 5 satellite adjective (wndb(5WN),
            // cntlist(5WN)).
            var fields = line.Split(' ');
            var type = fields[0].IndexOf('%', StringComparison.Ordinal);
            var ofPart = counts[fields[0][type + 1] switch { '1' => "noun", '2' => "verb", '4' => "adv", _ => "adj" }];
            var lemma = fields[0][..type];
            ofPart[lemma] = ofPart.GetValueOrDefault(lemma) + int.Parse(fields[2], CultureInfo.InvariantCulture);
        }

        return counts;
    }

    /// <summary>Finds base forms of one part of speech: listed words, irregular forms, and regular endings.</summary>
    private sealed class PartOfSpeech(string folder, string name, Dictionary<string, int> counts, (string Ending, string Base)[] endings)
    {
        private readonly HashSet<string> _listed = new(
            File.ReadLines(Path.Combine(folder, $"index.{name}")).Where(line => !line.StartsWith(LicenceIndent, StringComparison.Ordinal))
                .Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]),
            StringComparer.Ordinal);

        private readonly ILookup<string, string> _irregular = File.ReadLines(Path.Combine(folder, $"{name}.exc"))
            .Select(line => line.Split(' ')).SelectMany(forms => forms.Skip(1).Select(lemma => (Form: forms[0], Lemma: lemma)))
            .ToLookup(pair => pair.Form, pair => pair.Lemma, StringComparer.Ordinal);

        /// <summary>Count of the most frequent listed base form of a word; null when none is listed.</summary>
        public int? CountOf(string word) => BaseFormsOf(word).Where(_listed.Contains).Max(lemma => (int?)counts.GetValueOrDefault(lemma));

        private IEnumerable<string> BaseFormsOf(string word) => endings
            .Where(rule => word.Length > rule.Ending.Length && word.EndsWith(rule.Ending, StringComparison.Ordinal))
            .Select(rule => word[..^rule.Ending.Length] + rule.Base)
            .Concat(_irregular[word])
            .Append(word);
    }
}
