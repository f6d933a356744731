using System.Globalization;
using System.Reflection;
using Engram.ApiContracts;
using Engram.Streams;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Gateway.Http;

/// <summary>Reads query parameters.</summary>
internal static class Query
{
    /// <summary>Rejects parameters that an endpoint does not know: a misspelled filter would otherwise match everything.</summary>
    public static EndpointFilterDelegate RefuseUnknown(EndpointFilterFactoryContext endpoint, EndpointFilterDelegate next)
    {
        string[] known = [.. endpoint.MethodInfo.GetParameters().Select(NameOf).OfType<string>()];
        return context =>
        {
            var unknown = context.HttpContext.Request.Query.Keys.Except(known, StringComparer.OrdinalIgnoreCase).FirstOrDefault();
            return unknown is null ? next(context) : throw new ProblemException(Problems.UnknownParameter(unknown, known));
        };
    }

    public static T Word<T>(string parameter, string value)
        where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var word) && Enum.GetNames<T>().Contains(value, StringComparer.OrdinalIgnoreCase)
            ? word
            : throw new ProblemException(
                Problems.InvalidQuery(parameter, $"is one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}"));

    public static StreamForm Form(string parameter, string value) => StreamForms.Find(value)
        ?? throw new ProblemException(Problems.InvalidQuery(parameter, $"is one of {string.Join(", ", StreamForms.Names)}"));

    /// <summary>Returns the text unchanged. A NUL is rejected because the database cannot store it.</summary>
    public static string? Text(string parameter, string? value) =>
        value is null || !value.Contains('\0', StringComparison.Ordinal) ? value
            : throw new ProblemException(Problems.InvalidQuery(parameter, "holds a NUL character"));

    public static DateTimeOffset Time(string parameter, string value) =>
        IsoTime.Parse(value)
            ?? throw new ProblemException(Problems.InvalidQuery(parameter, "is a time of ISO 8601, for example 2026-05-04T12:30:00Z"));

    /// <summary>Returns whether a flag is set; false if it is missing.</summary>
    public static bool Flag(string parameter, string? value) =>
        value is not null
        && (bool.TryParse(value, out var flag) ? flag : throw new ProblemException(Problems.InvalidQuery(parameter, "is true or false")));

    /// <summary>Returns a required text.</summary>
    public static string Needed(string parameter, string? value) =>
        string.IsNullOrWhiteSpace(value) ? throw new ProblemException(Problems.InvalidQuery(parameter, "is needed")) : value;

    public static int Number(string parameter, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ProblemException(Problems.InvalidQuery(parameter, $"is a number from {least} to {most}"));

    private static string? NameOf(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<FromQueryAttribute>() is { } query ? query.Name ?? parameter.Name : null;
}
