using System.CommandLine;
using Engram.Client;

namespace Engram.CommandLine;

/// <summary>Opens a client of the gateway that the command line names.</summary>
public static class GatewayClients
{
    extension(GatewayClient)
    {
        public static GatewayClient Open(ParseResult parsed)
        {
            ArgumentNullException.ThrowIfNull(parsed);
            return new GatewayClient(parsed.GetRequiredValue(CommonOptions.GatewayUrl));
        }
    }
}
