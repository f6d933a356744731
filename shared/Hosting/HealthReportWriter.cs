using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.Hosting;

/// <summary>Writes a health report as JSON: the overall status and, by name, each check's status, description and data. Descriptions name
/// queues, addresses and files: where API keys are required, only callers with a key see the checks.</summary>
internal static class HealthReportWriter
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var keys = context.RequestServices.GetRequiredService<ApiKeys>();
        var status = report.Status.ToString();
        if (keys.AreRequired && keys.RoleOf(ApiKeys.HashOf(context.Request)) is null)
            return context.Response.WriteAsJsonAsync(new { status }, JsonSerializerOptions.Web, context.RequestAborted);
        var body = new
        {
            status,
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new { status = entry.Value.Status.ToString(), description = entry.Value.Description, data = entry.Value.Data }),
        };
        return context.Response.WriteAsJsonAsync(body, JsonSerializerOptions.Web, context.RequestAborted);
    }
}
