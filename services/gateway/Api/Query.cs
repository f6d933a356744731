using System.Globalization;

namespace Engram.Gateway.Api;

/// <summary>Reads query parameters.</summary>
internal static class Query
{
    public static T Word<T>(string parameter, string value)
        where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var word) && Enum.GetNames<T>().Contains(value, StringComparer.OrdinalIgnoreCase)
            ? word
            : throw new ProblemException(Problems.InvalidQuery(parameter, $"is one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}"));

    public static int Number(string parameter, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ProblemException(Problems.InvalidQuery(parameter, $"is a number from {least} to {most}"));
}
