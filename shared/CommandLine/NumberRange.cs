using System.CommandLine;
using System.Globalization;

namespace Engram.CommandLine;

/// <summary>Validation of numeric options.</summary>
public static class NumberRange
{
    /// <summary>Rejects numbers below <paramref name="least"/> or above <paramref name="most"/>. The parser itself rejects text that is not
    /// a number.</summary>
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
