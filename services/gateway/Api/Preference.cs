using System.Globalization;

namespace Engram.Gateway.Api;

/// <summary>The header <c>Prefer: wait=N</c> (RFC 7240): hold the request up to N seconds for the result.</summary>
internal static class Preference
{
    /// <summary>Returns how long to wait: zero without the header, and never longer than <paramref name="longest"/>. Says in the answer what
    /// was granted.</summary>
    public static TimeSpan WaitOf(HttpContext context, TimeSpan longest)
    {
        foreach (var preference in context.Request.Headers.GetCommaSeparatedValues("Prefer"))
        {
            if (!preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                || !int.TryParse(preference.AsSpan("wait=".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                continue;
            var wait = TimeSpan.FromSeconds(seconds);
            wait = wait < longest ? wait : longest;
            context.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={Math.Floor(wait.TotalSeconds)}");
            return wait;
        }

        return TimeSpan.Zero;
    }
}
