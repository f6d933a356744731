using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Hosting;

/// <summary>Listens on loopback by default. Any other address requires an API key.</summary>
internal static class Listening
{
    private static readonly string[] ReadingMethods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    public static void AddListening(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ListeningOptions>(ListeningOptions.SectionName);
        builder.Services.AddSingleton<ApiKeys>().AddHostedService(services => services.GetRequiredService<ApiKeys>());
        builder.Services.AddSingleton(services => new CallerRoles(
            services.GetRequiredService<ApiKeys>(), services.GetService<IKeySessions>()));
        var options = builder.Configuration.Peek<ListeningOptions>(ListeningOptions.SectionName);
        // ASPNETCORE_URLS and --urls are ignored: they would bypass the validation of ListeningOptions.
        builder.WebHost.UseUrls(options.Addresses());
    }

    public static void UseApiKeys(this WebApplication app)
    {
        var roles = app.Services.GetRequiredService<CallerRoles>();
        app.Use(async (context, next) =>
        {
            var (role, isKnown) = IsOpen(context) ? (KeyRole.Admin, true) : await RoleOfAsync(roles, context);
            if (!isKnown)
                await RefuseForNowAsync(context);
            else if (role is null)
                await RefuseWithoutKeyAsync(context);
            else if (role < RequiredRole(context))
                await RefuseRoleAsync(context, role.Value);
            else
                await next(context);
        });
    }

    // Sessions lie in the database, which may be away.
    private static async ValueTask<(KeyRole? Role, bool IsKnown)> RoleOfAsync(CallerRoles roles, HttpContext context)
    {
        try
        {
            return (await roles.OfAsync(context), true);
        }
        catch (Exception e) when (TransientFaults.IsTransient(e))
        {
            return (null, false);
        }
    }

    private static Task RefuseForNowAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return Results.Problem(
            type: "urn:engram:problem:database-away",
            title: "The service can't store anything now",
            detail: "The database, which knows who is signed in, does not answer. Send the request again after a while.",
            statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
    }

    private static KeyRole RequiredRole(HttpContext context) => ReadingMethods.Contains(context.Request.Method)
        ? KeyRole.Read : context.GetEndpoint()?.Metadata.GetMetadata<RequiredKeyRole>()?.Role ?? KeyRole.Write;

    private static Task RefuseWithoutKeyAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Results.Problem(
            title: "An API key is required",
            detail: "Send one of the service's keys as 'Authorization: Bearer KEY'.",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }

    private static Task RefuseRoleAsync(HttpContext context, KeyRole role) => Results.Problem(
        type: "urn:engram:problem:key-role",
        title: "The API key may not do this",
        detail: $"It is a key to {role.ToString().ToLowerInvariant()}; this needs one with the role "
            + $"{RequiredRole(context).ToString().ToLowerInvariant()}.",
        statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);

    private static bool IsOpen(HttpContext context) => HealthPaths.IsHealth(context.Request.Path)
        || context.GetEndpoint()?.Metadata.GetMetadata<ChecksKeysItself>() is not null;
}
