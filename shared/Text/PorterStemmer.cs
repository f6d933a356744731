namespace Engram.Text;

/// <summary>
/// The suffix stripping of M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980; the conditions on the lines are the
/// paper's. Keyphrases are compared by their stems (Wang et al. 2020).
/// </summary>
public static class PorterStemmer
{
    private static readonly (string Suffix, string Replacement)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string Suffix, string Replacement)[] Step3 =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly (string Suffix, string Replacement)[] Step4 =
    [
        ("al", ""), ("ance", ""), ("ence", ""), ("er", ""), ("ic", ""), ("able", ""), ("ible", ""), ("ant", ""), ("ement", ""), ("ment", ""),
        ("ent", ""), ("ion", ""), ("ou", ""), ("ism", ""), ("ate", ""), ("iti", ""), ("ous", ""), ("ive", ""), ("ize", ""),
    ];

    /// <summary>The stem of a lower-case English word. Words of one or two letters, and those with other than a-z, stay as they are.</summary>
    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Length <= 2 || word.AsSpan().ContainsAnyExceptInRange('a', 'z'))
            return word;
        word = Plurals(word);
        word = PastAndGerund(word);
        word = FinalY(word);
        word = Replace(word, Step2, stem => Measure(stem) > 0);
        word = Replace(word, Step3, stem => Measure(stem) > 0);
        word = Replace(word, Step4, stem => Measure(stem) > 1, suffix: "ion", andForSuffix: stem => stem.EndsWith('s') || stem.EndsWith('t'));
        return Tidy(word);
    }

    /// <summary>Step 1a.</summary>
    private static string Plurals(string word)
    {
        if (word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("ies", StringComparison.Ordinal))
            return word[..^2];
        return word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
    }

    /// <summary>Step 1b.</summary>
    private static string PastAndGerund(string word)
    {
        if (word.EndsWith("eed", StringComparison.Ordinal))
            return Measure(word[..^3]) > 0 ? word[..^1] : word; // (m>0) EED -> EE
        var ending = word.EndsWith("ed", StringComparison.Ordinal) ? 2 : word.EndsWith("ing", StringComparison.Ordinal) ? 3 : 0;
        if (ending == 0 || !HasVowel(word[..^ending]))
            return word; // (*v*) ED -> , (*v*) ING ->
        var stem = word[..^ending];
        if (stem.EndsWith("at", StringComparison.Ordinal) || stem.EndsWith("bl", StringComparison.Ordinal) || stem.EndsWith("iz", StringComparison.Ordinal))
            return stem + "e";
        if (EndsWithDoubleConsonant(stem) && stem[^1] is not ('l' or 's' or 'z'))
            return stem[..^1]; // (*d and not (*L or *S or *Z)) -> single letter
        return Measure(stem) == 1 && EndsWithShortSyllable(stem) ? stem + "e" : stem; // (m=1 and *o) -> E
    }

    /// <summary>Step 1c: (*v*) Y -> I.</summary>
    private static string FinalY(string word) => word.EndsWith('y') && HasVowel(word[..^1]) ? word[..^1] + "i" : word;

    /// <summary>Step 5.</summary>
    private static string Tidy(string word)
    {
        if (word.EndsWith('e'))
        {
            var stem = word[..^1];
            if (Measure(stem) > 1 || (Measure(stem) == 1 && !EndsWithShortSyllable(stem)))
                word = stem; // (m>1) E -> ; (m=1 and not *o) E ->
        }

        return Measure(word) > 1 && word.EndsWith("ll", StringComparison.Ordinal) ? word[..^1] : word; // (m>1 and *d and *L) -> single letter
    }

    /// <summary>Of a step's rules the one with the longest matching suffix is taken, and only its condition counts.</summary>
    private static string Replace(string word, (string Suffix, string Replacement)[] rules, Func<string, bool> condition,
        string? suffix = null, Func<string, bool>? andForSuffix = null)
    {
        var longest = rules.Where(rule => word.EndsWith(rule.Suffix, StringComparison.Ordinal)).OrderByDescending(rule => rule.Suffix.Length).FirstOrDefault();
        if (longest.Suffix is null)
            return word;
        var stem = word[..^longest.Suffix.Length];
        var holds = condition(stem) && (longest.Suffix != suffix || andForSuffix!(stem));
        return holds ? stem + longest.Replacement : word;
    }

    /// <summary>m: how often a consonant follows a vowel, [C](VC){m}[V].</summary>
    private static int Measure(string stem)
    {
        var measure = 0;
        var afterVowel = false;
        for (var at = 0; at < stem.Length; at++)
        {
            var isVowel = IsVowel(stem, at);
            if (afterVowel && !isVowel)
                measure++;
            afterVowel = isVowel;
        }

        return measure;
    }

    private static bool HasVowel(string stem) => Enumerable.Range(0, stem.Length).Any(at => IsVowel(stem, at));

    /// <summary>a, e, i, o, u; y after a consonant. A run of y alternates, from its start.</summary>
    private static bool IsVowel(string word, int at)
    {
        if (word[at] != 'y')
            return word[at] is 'a' or 'e' or 'i' or 'o' or 'u';
        var run = at;
        while (run > 0 && word[run - 1] == 'y')
            run--;
        var firstIsVowel = run > 0 && word[run - 1] is not ('a' or 'e' or 'i' or 'o' or 'u');
        return firstIsVowel == ((at - run) % 2 == 0);
    }

    /// <summary>*d.</summary>
    private static bool EndsWithDoubleConsonant(string stem) => stem.Length > 1 && stem[^1] == stem[^2] && !IsVowel(stem, stem.Length - 1);

    /// <summary>*o: consonant, vowel, consonant, the last not w, x or y.</summary>
    private static bool EndsWithShortSyllable(string stem) => stem.Length > 2 && !IsVowel(stem, stem.Length - 3) && IsVowel(stem, stem.Length - 2)
        && !IsVowel(stem, stem.Length - 1) && stem[^1] is not ('w' or 'x' or 'y');
}
