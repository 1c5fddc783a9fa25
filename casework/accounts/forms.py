"""The questions asked about who is here: signing in, one's own account, people, units and code tables."""

from wtforms import HiddenField, PasswordField

from casework.web.forms import Form, LineField, required


class SignInForm(Form):
    """Name and password. The sentence on a failure never says which of the two was wrong."""

    username = LineField("用户名", [required("请填写用户名")])
    password = PasswordField("密码", [required("请填写密码")])
    next = HiddenField()


class PasswordForm(Form):
    """A new password of one's own, proven by the present one."""

    current = PasswordField("现在的密码", [required("请填写现在的密码")])
    password = PasswordField("新密码", [required("请填写新密码")])
    again = PasswordField("再输入一遍新密码", [required("请再输入一遍新密码")])
