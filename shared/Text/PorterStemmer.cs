namespace Engram.Text;

/// <summary>
/// Porter's stemmer (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980) with NLTK's changes, because the papers
/// compare keyphrases by NLTK's stems (Wang et al. 2020). Conditions in comments are Porter's; "NLTK" marks a difference.
/// </summary>
public static class PorterStemmer
{
    private sealed record Rule(string Suffix, string Replacement, Func<string, bool> Applies);

    // NLTK: irregular words, which the rules would damage or separate from their other forms.
    private static readonly Dictionary<string, string> IrregularStems = new (string Stem, string[] Words)[]
    {
        ("sky", ["sky", "skies"]), ("die", ["dying"]), ("lie", ["lying"]), ("tie", ["tying"]), ("news", ["news"]),
        ("inning", ["inning", "innings"]),
        ("outing", ["outing", "outings"]), ("canning", ["canning", "cannings"]), ("howe", ["howe"]), ("proceed", ["proceed"]),
        ("exceed", ["exceed"]), ("succeed", ["succeed"]),
    }.SelectMany(entry =>
        entry.Words.Select(word => (Word: word, entry.Stem))).ToDictionary(pair => pair.Word, pair => pair.Stem, StringComparer.Ordinal);

    private static readonly Rule[] Step2 =
    [
        .. Rules(
            measureAbove: 0, ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
            ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"),
            ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"),
            ("biliti", "ble"), ("fulli", "ful")), // NLTK: BLI for ABLI, and FULLI
        new("logi", "log", stem => Measure(stem + 'l') > 0), // NLTK
    ];

    private static readonly Rule[] Step3 =
        Rules(measureAbove: 0, ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""));

    private static readonly Rule[] Step4 =
    [
        .. Rules(
            measureAbove: 1, ("al", ""), ("ance", ""), ("ence", ""), ("er", ""), ("ic", ""), ("able", ""), ("ible", ""), ("ant", ""),
            ("ement", ""), ("ment", ""), ("ent", ""), ("ou", ""), ("ism", ""), ("ate", ""), ("iti", ""), ("ous", ""), ("ive", ""),
            ("ize", "")),
        new("ion", "", stem => Measure(stem) > 1 && stem[^1] is 's' or 't'),
    ];

    /// <summary>
    /// The stem of a lower-case word. Everything but a, e, i, o, u and y counts as a consonant, including digits and signs.
    /// </summary>
    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (IrregularStems.TryGetValue(word, out var irregular))
            return irregular;
        if (Letters(word) <= 2)
            return word;
        word = FinalY(PastAndGerund(Plurals(word)));
        return Tidy(Replace(Replace(DoubleSuffixes(word), Step3), Step4));
    }

    /// <summary>Step 1a.</summary>
    private static string Plurals(string word)
    {
        if (EndsWith(word, "ies"))
            return Letters(word) == 4 ? word[..^1] : word[..^2]; // NLTK: dies -> die, but flies -> fli
        if (EndsWith(word, "sses"))
            return word[..^2];
        return EndsWith(word, "s") && !EndsWith(word, "ss") ? word[..^1] : word;
    }

    /// <summary>Step 1b.</summary>
    private static string PastAndGerund(string word)
    {
        if (EndsWith(word, "ied"))
            return Letters(word) == 4 ? word[..^1] : word[..^2]; // NLTK: died -> die, but spied -> spi
        if (EndsWith(word, "eed"))
            return Measure(word[..^3]) > 0 ? word[..^1] : word; // (m>0) EED -> EE
        var ending = EndsWith(word, "ed") ? 2 : EndsWith(word, "ing") ? 3 : 0;
        if (ending == 0 || !HasVowel(word[..^ending]))
            return word; // (*v*) ED -> , (*v*) ING ->
        var stem = word[..^ending];
        if (EndsWith(stem, "at") || EndsWith(stem, "bl") || EndsWith(stem, "iz"))
            return stem + "e";
        if (EndsWithDoubleConsonant(stem))
            return stem[^1] is 'l' or 's' or 'z' ? stem : stem[..^1]; // (*d and not (*L or *S or *Z)) -> single letter
        return Measure(stem) == 1 && EndsWithShortSyllable(stem) ? stem + "e" : stem; // (m=1 and *o) -> E
    }

    /// <summary>Step 1c. NLTK: only after a consonant that is not the first letter (enjoy stays; spy becomes spi).</summary>
    private static string FinalY(string word) =>
        EndsWith(word, "y") && Letters(word) > 2 && !IsVowel(word, word.Length - 2) ? word[..^1] + "i" : word;

    /// <summary>Step 2. NLTK: the result of ALLI -> AL goes through step 2 again.</summary>
    private static string DoubleSuffixes(string word) =>
        EndsWith(word, "alli") && Measure(word[..^4]) > 0 ? DoubleSuffixes(word[..^2]) : Replace(word, Step2);

    /// <summary>Step 5.</summary>
    private static string Tidy(string word)
    {
        if (EndsWith(word, "e"))
        {
            var stem = word[..^1];
            var measure = Measure(stem);
            if (measure > 1 || (measure == 1 && !EndsWithShortSyllable(stem)))
                word = stem; // (m>1) E -> ; (m=1 and not *o) E ->
        }

        return EndsWith(word, "ll") && Measure(word[..^1]) > 1 ? word[..^1] : word; // (m>1 and *d and *L) -> single letter
    }

    private static Rule[] Rules(int measureAbove, params (string Suffix, string Replacement)[] rules) =>
        [.. rules.Select(rule => new Rule(rule.Suffix, rule.Replacement, stem => Measure(stem) > measureAbove))];

    /// <summary>
    /// Applies the first rule whose suffix matches; if its condition fails, no other rule is tried. A suffix that ends with another one
    /// must come before it.
    /// </summary>
    private static string Replace(string word, Rule[] rules)
    {
        foreach (var rule in rules)
        {
            if (!EndsWith(word, rule.Suffix))
                continue;
            var stem = word[..^rule.Suffix.Length];
            return rule.Applies(stem) ? stem + rule.Replacement : word;
        }

        return word;
    }

    private static bool EndsWith(string word, string suffix) => word.EndsWith(suffix, StringComparison.Ordinal);

    /// <summary>Length in characters: a surrogate pair counts as one.</summary>
    private static int Letters(string word) => word.Length - word.Count(char.IsLowSurrogate);

    /// <summary>m: the number of vowel-consonant sequences in [C](VC){m}[V].</summary>
    private static int Measure(string stem)
    {
        var measure = 0;
        var afterVowel = false;
        for (var at = 0; at < stem.Length; at++)
        {
            var isVowel = IsVowelAfter(stem[at], isFirst: at == 0, afterVowel);
            if (afterVowel && !isVowel)
                measure++;
            afterVowel = isVowel;
        }

        return measure;
    }

    /// <summary>*v*: whether the stem has a vowel. A y counts as one unless it is the first letter.</summary>
    private static bool HasVowel(string stem) => stem.AsSpan().ContainsAny("aeiou") || stem.LastIndexOf('y') > 0;

    /// <summary>Letters in a run of y alternate between vowel and consonant, from the start of the run.</summary>
    private static bool IsVowel(string word, int at)
    {
        var run = at;
        while (run > 0 && word[run] == 'y')
            run--;
        var isVowel = IsVowelAfter(word[run], isFirst: run == 0, afterVowel: false);
        return (at - run) % 2 == 0 ? isVowel : !isVowel;
    }

    /// <summary>a, e, i, o, u; y after a consonant.</summary>
    private static bool IsVowelAfter(char letter, bool isFirst, bool afterVowel) =>
        letter is 'a' or 'e' or 'i' or 'o' or 'u' || (letter == 'y' && !isFirst && !afterVowel);

    /// <summary>*d.</summary>
    private static bool EndsWithDoubleConsonant(string stem) => stem.Length > 1 && stem[^1] == stem[^2] && !IsVowel(stem, stem.Length - 1);

    /// <summary>*o: ends with consonant, vowel, consonant, where the last is not w, x or y. NLTK: or is just vowel, consonant.</summary>
    private static bool EndsWithShortSyllable(string stem)
    {
        if (stem.Length < 2 || !IsVowel(stem, stem.Length - 2) || IsVowel(stem, stem.Length - 1))
            return false;
        return stem.Length == 2 || (!IsVowel(stem, stem.Length - 3) && stem[^1] is not ('w' or 'x' or 'y'));
    }
}
