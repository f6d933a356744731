using System.CommandLine;
using System.Globalization;

namespace Engram.CommandLine;

/// <summary>Options that hold a number within bounds.</summary>
public static class NumberRange
{
    /// <summary>Refuses numbers under <paramref name="least"/> and over <paramref name="most"/>. What is no number at all the parser
    /// refuses.</summary>
    public static Option<int> Between(this Option<int> option, int least, int most)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var given)
                && (given < least || given > most))
                result.AddError($"{option.Name} is a whole number from {least} to {most}, not '{token.Value}'.");
        });
        return option;
    }
}
