using System.Globalization;
using System.Numerics;
using Microsoft.Net.Http.Headers;

namespace Engram.Gateway.Http;

/// <summary>The header <c>Prefer: wait=N</c> (RFC 7240): hold the request up to N seconds for the result.</summary>
internal static class Preference
{
    /// <summary>Returns how long to wait: zero without the header, at most <paramref name="longest"/>. Reports the granted time in the
    /// response header <c>Preference-Applied</c>.</summary>
    public static TimeSpan WaitOf(HttpContext context, TimeSpan longest)
    {
        foreach (var preference in context.Request.Headers.GetCommaSeparatedValues("Prefer"))
        {
            if (!NameValueHeaderValue.TryParse(preference.Split(';')[0], out var named)
                || !named.Name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                || !BigInteger.TryParse(
                    HeaderUtilities.RemoveQuotes(named.Value), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                continue;
            var wait = seconds < (BigInteger)longest.TotalSeconds ? TimeSpan.FromSeconds((long)seconds) : longest;
            context.Response.Headers["Preference-Applied"] = string.Create(
                CultureInfo.InvariantCulture, $"wait={Math.Floor(wait.TotalSeconds)}");
            return wait;
        }

        return TimeSpan.Zero;
    }
}
