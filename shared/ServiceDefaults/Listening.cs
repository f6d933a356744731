using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Engram.ServiceDefaults;

/// <summary>Loopback unless told otherwise; beyond it an API key.</summary>
internal static class Listening
{
    public static void AddListening(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ListeningOptions>(ListeningOptions.SectionName);
        var options = builder.Configuration.GetSection(ListeningOptions.SectionName).Get<ListeningOptions>() ?? new ListeningOptions();
        // ASPNETCORE_URLS and --urls would pass the check below by: they are not read.
        builder.WebHost.UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    public static void UseApiKeys(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<IOptions<ListeningOptions>>().Value.ApiKeys
            .Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))
            .ToArray();
        if (keys.Length == 0)
            return;

        app.Use(async (context, next) =>
        {
            if (IsHealth(context.Request.Path) || keys.Any(key => CryptographicOperations.FixedTimeEquals(key, HashOfPresentedKey(context.Request))))
            {
                await next(context);
                return;
            }

            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Results.Problem(
                title: "An API key is required",
                detail: "Send one of the service's keys as 'Authorization: Bearer KEY'.",
                statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
        });
    }

    private static bool IsHealth(PathString path) => path.Equals(HealthPaths.Live) || path.Equals(HealthPaths.Ready);

    private static byte[] HashOfPresentedKey(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        var key = header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..] : "";
        return SHA256.HashData(Encoding.UTF8.GetBytes(key));
    }
}
