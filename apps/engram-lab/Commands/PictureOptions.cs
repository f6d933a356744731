using System.CommandLine;

namespace Engram.Lab.Commands;

/// <summary>Options of commands that read pictures.</summary>
internal static class PictureOptions
{
    /// <summary>Package that predicts the attribute words.</summary>
    public static Option<string?> AttributeModel()
    {
        var option = new Option<string?>("--attribute-model") { Description = "Package that names the words that describe pictures, of "
            + "'engram-lab train attributes'. Default: the object detector.", HelpName = "NAME/VERSION" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
                result.AddError($"--attribute-model is NAME/VERSION, for example attributes/1, not '{token.Value}'.");
        });
        return option;
    }
}
